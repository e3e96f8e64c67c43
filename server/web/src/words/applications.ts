// Texts of applications, on both sides.
import { words } from '../i18n';

export const applications = words(
  {
    mine: '我的投递', empty: '还没有投递', emptyText: '看到合适的岗位，点「投递简历」就会出现在这里。', toJobs: '去看岗位', all: '全部', filter: '按状态筛选', submittedAt: (at: string) => `${at} 投递`, due: (at: string) => `单位承诺 ${at} 前答复`, overdue: '已超过承诺的答复时间', seen: (at: string) => `单位已于 ${at} 查看`,
    state: { submitted: '已投递', viewed: '已查看', shortlisted: '初选通过', interview: '邀请面试', offered: '待接受录用', accepted: '已接受录用', hired: '已入职', declined: '不合适', withdrawn: '已撤回' },
    steps: '进展', stepBy: { none: '系统', candidate: '求职者', recruiter: '招聘单位', hall: '系统' }, message: '附言', answer: '单位答复', contact: '联系方式', contactWait: '双方都同意后显示联系方式', accept: '接受录用', acceptText: '接受后，单位会看到你的完整电话并安排入职。', withdraw: '撤回投递', withdrawTitle: '撤回这次投递？', withdrawText: '单位将不再处理这份投递。同一岗位最多投递三次。', moved: '已更新', seeJob: '查看岗位',
    pipeline: '收到的投递', pipelineEmpty: '还没有人投递', pipelineEmptyText: '岗位发布后，投递会出现在这里。', noneHere: '这个状态下没有投递', openProfile: '简历', phone: '电话', move: { viewed: '标记已查看', shortlisted: '初选通过', interview: '邀请面试', offered: '发放录用', hired: '确认入职', declined: '不合适' },
    declineTitle: (name: string) => `答复 ${name}`, declineReason: '原因（求职者会看到）', declineWords: '再说一句（选填）', declineHint: '会附在答复里，请友善具体', declineGo: '发送答复',
    reasons: { none: '请选择', filled: '岗位已招满', experience: '工作经验不符', skills: '技能不符', education: '学历或专业不符', licence: '缺少必需的证书', pay: '薪资期望差距较大', start: '到岗时间不合适', place: '工作地点不合适', papers: '材料不完整', not_reached: '多次联系未果', other: '其他' },
    profileParts: { education: '学历', school: '院校', experience: '经验', wishes: '期望职位', regions: '期望工作地', wage: '期望月薪', from: '最早到岗', languages: '语言', skills: '技能' }, yuan: (n: number) => `${n} 元起`, years: (n: number) => `${n} 年`, profileGone: '简历暂时不能查看',
  },
  {
    mine: 'My applications', empty: 'No applications yet', emptyText: 'Find a job you like and press Apply.', toJobs: 'See jobs', all: 'All', filter: 'Filter by state', submittedAt: (at: string) => `applied ${at}`, due: (at: string) => `answer promised by ${at}`, overdue: 'the promised answer is overdue', seen: (at: string) => `looked at ${at}`,
    state: { submitted: 'Sent', viewed: 'Seen', shortlisted: 'Shortlisted', interview: 'Interview', offered: 'Offer to accept', accepted: 'Offer accepted', hired: 'Hired', declined: 'Not a fit', withdrawn: 'Withdrawn' },
    steps: 'Steps', stepBy: { none: 'the hall', candidate: 'candidate', recruiter: 'employer', hall: 'the hall' }, message: 'Said with it', answer: 'Their answer', contact: 'Contact', contactWait: 'Contacts show once both sides agree', accept: 'Accept the offer', acceptText: 'They then see your whole phone number and arrange the start.', withdraw: 'Withdraw', withdrawTitle: 'Withdraw this application?', withdrawText: 'They stop working on it. You may apply for one job three times at most.', moved: 'Updated', seeJob: 'See the job',
    pipeline: 'Applications', pipelineEmpty: 'Nobody applied yet', pipelineEmptyText: 'They show here once a job is published.', noneHere: 'None in this state', openProfile: 'Profile', phone: 'Phone', move: { viewed: 'Mark as seen', shortlisted: 'Shortlist', interview: 'Invite to interview', offered: 'Make an offer', hired: 'Confirm the start', declined: 'Not a fit' },
    declineTitle: (name: string) => `Answer ${name}`, declineReason: 'Reason (the candidate reads it)', declineWords: 'A word of your own (optional)', declineHint: 'Becomes part of the answer; be kind and exact', declineGo: 'Send the answer',
    reasons: { none: 'choose', filled: 'the job is filled', experience: 'experience does not fit', skills: 'skills do not fit', education: 'education does not fit', licence: 'a needed licence is missing', pay: 'pay too far apart', start: 'start date does not fit', place: 'place does not fit', papers: 'papers are incomplete', not_reached: 'could not be reached', other: 'other' },
    profileParts: { education: 'Education', school: 'School', experience: 'Experience', wishes: 'Looks for', regions: 'Would work in', wage: 'Pay from', from: 'Available from', languages: 'Languages', skills: 'Skills' }, yuan: (n: number) => `¥${n} a month`, years: (n: number) => `${n} years`, profileGone: 'The profile cannot be opened now',
  },
);
