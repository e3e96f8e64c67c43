// Texts of fairs, the lobby, booths and vacancies.
import { wordsLater } from '../i18n';

const zh = {
  fairsTitle: '招聘会', fairsEmpty: '目前没有招聘会', fairsEmptyText: '新的招聘会公布后会出现在这里。', fairsAll: '全部招聘会', search: '搜公司、岗位', filterUrgent: '急聘', filterNow: '可立即面试', filters: '筛选展位',
  recruiters: (n: number) => `${n} 位面试官在线`, recruitersNone: '面试官暂不在线', vacancyMore: (n: number) => `还有 ${n} 个岗位`, urgent: '急聘', waiting: (n: number) => `${n} 人排队`,
  waitingNone: '无人排队', noWait: '无需等待', etaUnknown: '等待时间暂不能估计', causeLearned: '按近期面谈用时', causePlanned: '按计划时长', causeNobody: '面试官不在线，暂不能估计', causeUnknown: '暂不能估计',
  join: '排队面试', joining: '正在取号…', joined: '已在排队', toTicket: '查看排队号', talking: '面谈中', paused: '暂停中', closed: '已关闭', notOpen: '未开放', full: '队伍已满', empty: '没有符合条件的展位',
  emptyText: '换个关键词，或看看全部展位。', emptyAction: '看全部展位', none: '还没有展位', noneText: '企业的展位通过审核后会出现在这里。', startsIn: '距开场', startsAt: (text: string) => `${text} 开场`,
  endsAt: (text: string) => `${text} 结束`, ended: '本场招聘会已结束', endedText: '感谢参加。你的面谈记录在「我的」里。', pausedFair: '招聘会暂停中，排队位置不变', closingFair: '招聘会正在收尾，不再接受新的排队',
  lobbyFair: '大门已开，铃响后即可排队', register: '报名并接收提醒', registered: '已报名', registerDone: '报名成功，开场前我们会提醒你', unregister: '取消报名', registrationFair: '正在报名，开场后即可排队面试',
  boothPaused: '面试官暂离，排队位置不变', needCandidate: '只有求职者账号可以排队', howItWorks: '怎么面试', how1: '点「排队面试」取号，可以同时排几家', how2: '轮到你时页面会响铃，30 秒内点「进入面试」', how3: '与面试官限时文字交谈，结束后当场知道结果',
  lines: (n: number) => `每人最多同时排 ${n} 家`, talkLength: (n: number) => `每次面谈约 ${n} 分钟`,
};

export type LobbyWords = typeof zh;
export const lobby = wordsLater<LobbyWords>(zh, async () => (await import('./en/first')).lobby);
