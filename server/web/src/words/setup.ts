// Texts of setting up: the organization, its vacancies, its booths.
import { words } from '../i18n';

export const setup = words(
  {
    setupTitle: '招聘设置', step1: '登记单位', step2: '发布岗位', step3: '申请展位', stepDone: '已完成', stepLater: '先完成上一步', organization: '单位', organizationAdd: '登记单位', organizationPending: '等待主办方核验', organizationVerified: '已核验', organizationRefused: '未通过核验', organizationSuspended: '已暂停',
    kindLabel: '类型', name: '单位全称', uscc: '统一社会信用代码', usccHint: '18 位，营业执照上', region: '所在地区', industry: '行业', scale: '人员规模', address: '地址', contactName: '联系人', contactPhone: '联系电话', register: '提交登记',
    vacancyAdd: '新建岗位', vacanciesAll: '管理全部岗位', organizationMore: '单位信息与同事', urgent: '急聘', published: '已发布', draft: '草稿', filled: '已招满', closedVacancy: '已关闭', inReview: '待审核',
    boothFair: '招聘会', boothVacancies: '展出的岗位', boothGreeting: '欢迎语', boothGreetingHint: '显示在展位卡片上', boothSend: '提交申请', boothDone: '申请已提交，等待主办方审核', boothNoFair: '现在没有可申请的招聘会', toDesk: '去控制台',
  },
  {
    setupTitle: 'Set-up', step1: 'Your organization', step2: 'Publish jobs', step3: 'Ask for a booth', stepDone: 'done', stepLater: 'finish the step before', organization: 'Organization', organizationAdd: 'Enter an organization', organizationPending: 'Waiting to be verified', organizationVerified: 'Verified', organizationRefused: 'Not verified', organizationSuspended: 'Suspended',
    kindLabel: 'Kind', name: 'Registered name', uscc: 'Unified social credit code', usccHint: '18 characters, on the business licence', region: 'Place', industry: 'Branch', scale: 'Size', address: 'Address', contactName: 'Contact', contactPhone: 'Phone', register: 'Send',
    vacancyAdd: 'New job', vacanciesAll: 'All your jobs', organizationMore: 'Organization and colleagues', urgent: 'Urgent', published: 'Published', draft: 'Draft', filled: 'Filled', closedVacancy: 'Closed', inReview: 'In review',
    boothFair: 'Fair', boothVacancies: 'Jobs shown there', boothGreeting: 'Greeting', boothGreetingHint: 'shown on the booth’s card', boothSend: 'Send', boothDone: 'Sent, waiting for approval', boothNoFair: 'No fair takes booths at the moment', toDesk: 'To the console',
  },
);
