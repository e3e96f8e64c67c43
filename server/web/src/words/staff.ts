// Texts of the organizer's side.
import { words } from '../i18n';

export const staff = words(
  {
    title: '招聘会管理', make: '新建招聘会', empty: '还没有招聘会', emptyText: '新建一场，企业就能申请展位。', formTitle: '新建招聘会', name: '名称', kind: '类型', date: '日期', from: '开始', to: '结束', now: '现在开始', lines: '每人同时排队数', talk: '每次面谈（分钟）', create: '创建', created: '已创建',
    stepTitle: '推进状态', stepTo: (state: string) => `推进到「${state}」`, stepped: (state: string) => `已变为「${state}」`, sureTitle: (state: string) => `推进到「${state}」？`, sureClosed: '散场后，未面谈的排队号会变为「未面谈」，由企业跟进。', sureGo: '确认', resume: '恢复', pause: '暂停', booths: '展位', boothsEmpty: '还没有展位申请',
    pending: (n: number) => `${n} 个待审核`, approve: '通过', refuse: '不通过', refuseReason: '不通过的原因', approved: '已通过', refused: '已退回', liveTitle: '实况', number: '展位', organization: '单位', state: '状态', recruiters: '面试官', waiting: '排队', eta: '等待', vacancies: '岗位', attention: '有人排队，但没有面试官',
    online: '在线', waitingAll: '排队中', boothsOpen: '开放展位', organizations: '单位审核', organizationsEmpty: '没有待审核的单位', organizationsEmptyText: '新登记的单位会出现在这里。', verify: '通过核验', verifyRefuse: '不通过', filterPending: '待核验', filterVerified: '已核验', filterRefused: '未通过', filterAll: '全部', uscc: '信用代码', contact: '联系人', reason: '原因', reasonNeeded: '请写明原因', lobby: '打开大厅',
    order: ['draft', 'announced', 'registration', 'lobby', 'open', 'closing', 'closed'], dateBad: '结束要晚于开始，且不超过 12 小时', session: '面谈时长', publicNote: '状态推进后立刻对所有人生效。', suspended: '已暂停', none: '—',
  },
  {
    title: 'Fairs', make: 'New fair', empty: 'No fairs yet', emptyText: 'Make one and companies can ask for booths.', formTitle: 'New fair', name: 'Name', kind: 'Kind', date: 'Date', from: 'From', to: 'Until', now: 'Start now', lines: 'Lines at once per person', talk: 'Length of a talk (min)', create: 'Create', created: 'Created',
    stepTitle: 'Step it on', stepTo: (state: string) => `Step to “${state}”`, stepped: (state: string) => `It is “${state}” now`, sureTitle: (state: string) => `Step to “${state}”?`, sureClosed: 'Places that were not served become “not seen”, and the companies follow up.', sureGo: 'Yes', resume: 'Resume', pause: 'Pause', booths: 'Booths', boothsEmpty: 'No booth was asked for yet',
    pending: (n: number) => `${n} to approve`, approve: 'Approve', refuse: 'Refuse', refuseReason: 'Reason of the refusal', approved: 'Approved', refused: 'Refused', liveTitle: 'Live', number: 'Booth', organization: 'Organization', state: 'State', recruiters: 'Recruiters', waiting: 'Waiting', eta: 'Wait', vacancies: 'Jobs', attention: 'people wait, but no recruiter is there',
    online: 'online', waitingAll: 'waiting', boothsOpen: 'booths open', organizations: 'Organizations', organizationsEmpty: 'None to verify', organizationsEmptyText: 'New organizations appear here.', verify: 'Verify', verifyRefuse: 'Refuse', filterPending: 'To verify', filterVerified: 'Verified', filterRefused: 'Refused', filterAll: 'All', uscc: 'Credit code', contact: 'Contact', reason: 'Reason', reasonNeeded: 'Please give a reason', lobby: 'Open the lobby',
    order: ['draft', 'announced', 'registration', 'lobby', 'open', 'closing', 'closed'], dateBad: 'It must end after it starts, at most 12 hours later', session: 'talks', publicNote: 'A step counts for everybody at once.', suspended: 'Suspended', none: '—',
  },
);
