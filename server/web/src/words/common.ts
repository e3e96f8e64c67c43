// Texts of the shell, the lobby, the ticket and the ring: what everybody sees.
import { wordsLater } from '../i18n';

const zh = {
  brand: '云聘厅',
  languageOther: 'English',
  languageOtherCode: 'en',
  skip: '跳到主要内容',
  navLobby: '会场大厅', navJobs: '岗位', navLine: '排队', navMe: '我的', navDesk: '我的展位', navSetup: '招聘设置', navApplications: '投递', navReviews: '岗位审核', navStaff: '招聘会', navOrganizations: '单位审核',
  navLabel: '主导航',
  demo: '演示', demoMark: '（演示）',
  signIn: '登录', signUp: '注册', signOut: '退出登录',
  retry: '重试', close: '关闭', cancel: '取消', back: '返回', save: '保存', saved: '已保存', send: '发送', done: '完成', all: '全部', see: '查看', more: '加载更多',
  loading: '正在加载…', loadingSlow: '网络较慢，仍在加载…',
  failedTitle: '没有加载成功', failedNetwork: '连接不上云聘厅，请检查网络后重试。', requestId: '请求编号',
  offline: '网络已断开，正在重连…', offlineKept: (time: string) => `你的位置保留 ${time}`, offlineFrozen: '你的顺序仍然保留，连上后恢复叫号',
  retryNow: '立即重试', polling: '连接受限，数据每几秒更新一次',
  updated: '页面已更新，点击刷新', lostTitle: '没有这个页面', lostText: '链接可能已失效。', toLobby: '回到会场大厅', setUp: '去设置', copied: '已复制',
  notYours: '这个页面不属于当前账号', notYoursText: '请换一个账号登录后再看。', signInFirst: '请先登录', signInFirstText: '登录后就能看到这里的内容。',
  fairState: { draft: '草稿', announced: '已公布', registration: '报名中', lobby: '候场中', open: '进行中', paused: '暂停中', closing: '收尾中', closed: '已结束', archived: '已归档' },
  fairKind: { urgent: '急聘专场', industry: '行业专场', campus: '校园双选会', county: '县域专场', cross_province: '跨省劳务对接', general: '综合招聘会' },
  boothState: { requested: '待审核', refused: '未通过', ready: '待开放', open: '开放中', paused: '暂停中', closed: '已关闭' },
  role: { anyone: '访客', candidate: '求职者', recruiter: '招聘方', agent: '人力中介', coordinator: '劳务协调员', staff: '主办方', admin: '管理员', system: '系统' },
  outcome: { none: '待评价', advance: '进入下一步', hold: '待定', decline: '不合适' },
  minutes: (n: number) => `${n} 分钟`, seconds: (n: number) => `${n} 秒`, people: (n: string | number) => `${n} 人`,
  online: (n: string) => `${n} 人在线`, textSize: '文字大小', sizes: { normal: '标准', large: '大', huge: '特大' },
  zone: '时间均为北京时间', ringMissed: '错过了呼叫，位置已后移', joinedToast: (number: string) => `取号成功：${number}`, myLine: '我的排队',
};

export type Common = typeof zh;
export const common = wordsLater<Common>(zh, async () => (await import('./en/first')).common);
