// Texts of the recruiter's booths and their lines.
import { words } from '../i18n';

export const desk = words(
  {
    title: '我的展位', empty: '还没有展位', emptyText: '登记单位、发布岗位、申请展位，三步就能开始招聘。', emptyAction: '去设置', console: '展位控制台', open: '开放展位', reopen: '恢复开放', pause: '暂离', close: '关闭展位', closeTitle: '关闭展位？', closeText: '关闭后不再接受排队，已排队的人会看到展位已关闭。',
    pauseTitle: '暂离一会儿', pauseMessage: '给等待者的话', pauseHint: '例如：10 分钟后回来', pauseGo: '暂离', lineTitle: (n: number) => `排队（${n}）`, lineEmpty: '暂无人排队', lineEmptyText: '展位开放期间，求职者加入后会立刻出现在这里。', lineClosed: '展位还没有开放', lineClosedText: '点「开放展位」后，求职者就能排队。',
    waiting: '排队', served: '已面谈', mean: '平均用时', callNext: '叫下一位', ringing: '呼叫中', withdraw: '收回呼叫', nobody: '现在没有可叫的人', why: { offline: (n: number) => `${n} 人暂时离线`, engaged: (n: number) => `${n} 人正在别处面谈`, snoozed: (n: number) => `${n} 人让位中` },
    notCallable: { no: '可叫', offline: '暂时离线', engaged: '在别处面谈', snoozed: '让位中', frozen: '离线较久' }, missed: (n: number) => `未应答 ${n} 次`, callThis: '指定叫号', callThisTitle: (name: string) => `提前叫 ${name}？`, callThisReason: '原因', callThisHint: '求职者和审计记录会看到这个原因', callThisGo: '呼叫',
    nextUp: '下一位', talking: '面谈中', colleague: (name: string) => `${name} 接待中`, doneTitle: '已结束', doneEmpty: '还没有结束的面谈', approvalWait: '等待主办方审核', approvalWaitText: '通过后即可开放展位。', refusedText: '主办方没有通过这次申请。', fairNotOpen: '招聘会还没有开始，铃响后即可叫号', waited: (n: number) => (n === 0 ? '刚到' : `已等 ${n} 分钟`), lineAll: (n: number) => `显示全部 ${n} 人`,
    summary: '补充介绍', noHeadline: '没有填写介绍', sureClose: '关闭', talkOver: '时间已到，请评价',
  },
  {
    title: 'My booths', empty: 'No booth yet', emptyText: 'Enter your organization, publish a job, ask for a booth: three steps.', emptyAction: 'Go to set-up', console: 'Booth console', open: 'Open the booth', reopen: 'Open again', pause: 'Pause', close: 'Close the booth', closeTitle: 'Close the booth?', closeText: 'Nobody can join any more, and those in line see that it is closed.',
    pauseTitle: 'Away for a moment', pauseMessage: 'A word to those waiting', pauseHint: 'e.g. back in 10 minutes', pauseGo: 'Pause', lineTitle: (n: number) => `Line (${n})`, lineEmpty: 'Nobody is in line', lineEmptyText: 'Candidates appear here the moment they join.', lineClosed: 'The booth is not open yet', lineClosedText: 'Open it and candidates can join.',
    waiting: 'waiting', served: 'talks', mean: 'average', callNext: 'Call next', ringing: 'Ringing', withdraw: 'Withdraw', nobody: 'Nobody can be called now', why: { offline: (n: number) => `${n} offline`, engaged: (n: number) => `${n} in talks elsewhere`, snoozed: (n: number) => `${n} letting others pass` },
    notCallable: { no: 'callable', offline: 'offline', engaged: 'in a talk elsewhere', snoozed: 'letting others pass', frozen: 'away for long' }, missed: (n: number) => `missed ${n}×`, callThis: 'Call this one', callThisTitle: (name: string) => `Call ${name} ahead of order?`, callThisReason: 'Reason', callThisHint: 'The candidate and the audit see this reason', callThisGo: 'Call',
    nextUp: 'Next', talking: 'In a talk', colleague: (name: string) => `with ${name}`, doneTitle: 'Ended', doneEmpty: 'No talks have ended yet', approvalWait: 'Waiting for approval', approvalWaitText: 'You can open the booth once it is approved.', refusedText: 'The organizer refused this booth.', fairNotOpen: 'The fair has not begun; calls start at the bell', waited: (n: number) => (n === 0 ? 'just now' : `${n} min`), lineAll: (n: number) => `Show all ${n}`,
    summary: 'More', noHeadline: 'no headline', sureClose: 'Close', talkOver: 'Time is up, please judge',
  },
);
