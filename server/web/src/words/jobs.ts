// Texts of vacancies as somebody who looks for work meets them, and of applying.
import { words } from '../i18n';

export const jobs = words(
  {
    title: '岗位', search: '搜岗位、公司、技能，支持拼音首字母', filters: '筛选', filtersOn: (n: number) => `筛选（${n}）`, region: '工作地', anyRegion: '不限地区', education: '学历', anyEducation: '不限学历', employment: '用工形式', anyEmployment: '不限', wage: '月薪不低于', anyWage: '不限', wageFrom: (n: number) => `${n}K 以上`, industry: '行业',
    order: '排序', relevance: '相关度', date: '最新发布', kind: '类别', all: '全部', urgent: '急聘', listUrgent: '紧急用工', listTalent: '高层次紧缺', clear: '清除筛选', empty: '没有找到岗位', emptyText: '换个关键词，或放宽筛选条件。', published: (at: string) => `${at} 发布`,
    duties: '工作内容', description: '岗位介绍', wants: '任职要求', offers: '待遇与合同', place: '工作地点', conditions: '工作环境', hazards: '职业危害与防护', company: '招聘单位', experience: '经验', years: (n: number) => (n === 0 ? '经验不限' : `${n} 年以上`), major: '专业', qualification: '技能等级或职称', tier: '人才类别', skills: '技能', graduates: '接受应届生', contract: '合同期限', months: (n: number) => `${n} 个月`, openEnded: '无固定期限',
    probation: '试用期', noProbation: '无', probationWage: '试用期工资', hours: '工作时间', board: '食宿', benefits: '福利', startBy: '最晚到岗', until: '有效期至', interview: '面试方式', contact: '联系人', reposted: '转载自', ended: '这个岗位已停止招聘', warnings: '发布检查提示', source: '依据：',
    apply: '投递简历', applied: '已投递', applySee: '查看进展', applyTitle: (name: string) => `投递：${name}`, applyMessage: '附言（选填）', applyHint: '一两句话说明为什么合适', applyConsent: '投递后，该单位可以查看你的简历；电话要等双方都同意后才完整显示。可随时在「授权与查看记录」收回。', applyGo: '确认投递', applyDone: '投递成功', applySign: '登录后投递', findBooth: '到会场找这家公司', incomplete: '简历还不完整，先补充能提高回复率', toProfile: '完善简历',
    fen: (text: string) => `${text} 元`,
  },
  {
    title: 'Jobs', search: 'Search jobs, companies, skills', filters: 'Filters', filtersOn: (n: number) => `Filters (${n})`, region: 'Place', anyRegion: 'any place', education: 'Education', anyEducation: 'any', employment: 'Employment', anyEmployment: 'any', wage: 'Monthly pay from', anyWage: 'any', wageFrom: (n: number) => `¥${n}K`, industry: 'Branch',
    order: 'Order', relevance: 'Best match', date: 'Newest', kind: 'List', all: 'All', urgent: 'Urgent', listUrgent: 'Urgent needs', listTalent: 'High-level talent', clear: 'Clear filters', empty: 'No jobs found', emptyText: 'Try another word or fewer filters.', published: (at: string) => `published ${at}`,
    duties: 'What you will do', description: 'About the job', wants: 'What is asked for', offers: 'Pay and contract', place: 'Where', conditions: 'Working conditions', hazards: 'Hazards and protection', company: 'Employer', experience: 'Experience', years: (n: number) => (n === 0 ? 'none needed' : `${n}+ years`), major: 'Field of study', qualification: 'Skill level or title', tier: 'Talent class', skills: 'Skills', graduates: 'Graduates welcome', contract: 'Contract', months: (n: number) => `${n} months`, openEnded: 'open-ended',
    probation: 'Probation', noProbation: 'none', probationWage: 'Pay on probation', hours: 'Hours', board: 'Meals and beds', benefits: 'Benefits', startBy: 'Begin by', until: 'Valid until', interview: 'Interview', contact: 'Contact', reposted: 'Taken from', ended: 'This job is no longer offered', warnings: 'Notes of the check', source: 'Source: ',
    apply: 'Apply', applied: 'Applied', applySee: 'See how it goes', applyTitle: (name: string) => `Apply: ${name}`, applyMessage: 'A word with it (optional)', applyHint: 'Why you fit, in a line or two', applyConsent: 'They may open your profile from then on; the phone is shown whole only when both sides agree. You can take it back under Permissions and views.', applyGo: 'Apply', applyDone: 'Applied', applySign: 'Sign in to apply', findBooth: 'Find this company at the fair', incomplete: 'Your profile is not complete; a fuller one gets more answers', toProfile: 'Complete it',
    fen: (text: string) => `¥${text}`,
  },
);
