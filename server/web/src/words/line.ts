// Texts of the ticket, the ring and what happens to a place.
import { words } from '../i18n';

export const line = words(
  {
    title: '我的排队', empty: '你还没有排队', emptyText: '到会场选一家公司，点「排队面试」即可取号。', yourNumber: '你的排队号', ahead: '前面人数', wait: '预计等待',
    aheadShort: (n: number) => (n === 0 ? '下一个就是你' : `前面 ${n} 人`), unknown: '暂不能估计', aheadUnknown: '—', near: '快到你了，请留在本页', next: '下一个就是你',
    stateWaiting: '排队中', stateRinging: '正在呼叫你', stateTalk: '面谈进行中', stateDone: '面谈已结束', stateLeft: '已退出排队', stateOut: '已移出队伍', stateNotSeen: '本场未能面谈',
    outText: '三次呼叫未应答。可以重新排队。', notSeenText: '散场前没有轮到你，企业会跟进联系。', leftText: '你已退出这条队。', doneText: '可以在「我的」里看到面谈记录。',
    keepOpen: '请保持本页打开，轮到你时会响铃提醒。', frozen: '你离线较久，暂时不叫号；顺序仍为你保留。', frozenBack: '你已恢复在线，马上恢复叫号。', snoozed: '正在让两位先走，之后恢复叫号。',
    missed: (n: number) => `错过了 ${n} 次呼叫，位置后移。第三次将移出队伍。`, closeSoon: '散场前可能轮不到你，建议同时排其他展位。', pausedBooth: '面试官暂离，你的位置不变。', closedBooth: '展位已关闭。',
    remind: '开启提醒', remindOn: '提醒已开启', remindDenied: '浏览器不允许通知，请保持本页打开', snooze: '让两位先走', snoozeLeft: (n: number) => `「让两位先走」还可用 ${n} 次。`, leave: '退出排队', soundTest: '试一下铃声',
    leaveTitle: '退出排队？', leaveText: (n: number) => `退出后会失去第 ${n} 位，重新排队要从队尾开始。`, leaveTextPlain: '退出后会失去现在的位置。', leaveStay: '继续排队', leaveGo: '退出',
    snoozeDone: '好的，先让两位', moved: '位置有变化', meanwhile: '等待时可以看看', seeBooth: '查看展位与岗位', seeLobby: '再排一家',
    ringTitle: '轮到你了', ringText: (name: string) => `${name} 正在呼叫你`, second: '秒', ringLeft: (n: number) => `还剩 ${n} 秒`, answer: '进入面试', extend: '再等 30 秒', extended: '已延长一次', letPass: '让两位先走',
    ringOver: '这次呼叫已结束', ringBar: '正在呼叫你', ringNotify: (name: string) => `${name} 正在呼叫你，30 秒内进入面试`, ringWithdrawn: '面试官收回了呼叫，你仍排在最前',
    ringTitleFlash: '🔔 轮到你了', talkGo: '进入面谈', talkBar: '面谈进行中', outOfOrder: '面试官提前叫号', history: '结束的排队', track: (n: number) => `队伍：前面 ${n} 人，然后是你`,
    linesFull: '同时排队已达上限，可先退出一条队', rejoin: '重新排队', aheadLabel: '前面', you: '你', boothLabel: '展位', receiptReason: '原因', justUpdated: '实时更新', updatedAt: (time: string) => `更新于 ${time}`,
  },
  {
    title: 'My line', empty: 'You are in no line', emptyText: 'Pick a company in the lobby and tap Join the line.', yourNumber: 'Your number', ahead: 'ahead of you', wait: 'estimated wait',
    aheadShort: (n: number) => (n === 0 ? 'you are next' : `${n} ahead`), unknown: 'unknown', aheadUnknown: '—', near: 'Almost your turn, stay on this page', next: 'You are next',
    stateWaiting: 'Waiting', stateRinging: 'Calling you', stateTalk: 'Talk under way', stateDone: 'Talk ended', stateLeft: 'You left the line', stateOut: 'Out of the line', stateNotSeen: 'Not seen at this fair',
    outText: 'Three calls went unanswered. You may join again.', notSeenText: 'The fair ended before your turn; the company will follow up.', leftText: 'You left this line.', doneText: 'The talk is kept under Me.',
    keepOpen: 'Keep this page open: it rings when it is your turn.', frozen: 'You were away for long: not called for now, your order is kept.', frozenBack: 'You are back, calls resume shortly.', snoozed: 'Letting two pass, then calls resume.',
    missed: (n: number) => `${n} call${n === 1 ? '' : 's'} missed, you moved back. The third one ends your place.`, closeSoon: 'The fair may end before your turn; consider another line too.', pausedBooth: 'The recruiter is away for a moment, your place is kept.', closedBooth: 'The booth is closed.',
    remind: 'Turn on reminders', remindOn: 'Reminders are on', remindDenied: 'The browser forbids notifications: keep this page open', snooze: 'Let two pass', snoozeLeft: (n: number) => ` You may still let two pass ${n === 1 ? 'once' : n === 0 ? 'no more' : `${n} times`}.`, leave: 'Leave the line', soundTest: 'Try the sound',
    leaveTitle: 'Leave the line?', leaveText: (n: number) => `You will lose place ${n}; joining again starts at the end.`, leaveTextPlain: 'You will lose your place.', leaveStay: 'Stay in line', leaveGo: 'Leave',
    snoozeDone: 'Fine, two go first', moved: 'Your place changed', meanwhile: 'While you wait', seeBooth: 'See the booth and its jobs', seeLobby: 'Join another line',
    ringTitle: 'It is your turn', ringText: (name: string) => `${name} is calling you`, second: 's', ringLeft: (n: number) => `${n} s left`, answer: 'Enter the talk', extend: '30 s more', extended: 'extended once', letPass: 'Let two pass',
    ringOver: 'This call is over', ringBar: 'Calling you', ringNotify: (name: string) => `${name} is calling you: enter within 30 s`, ringWithdrawn: 'The call was withdrawn, you are still first',
    ringTitleFlash: '🔔 Your turn', talkGo: 'Enter the talk', talkBar: 'Talk under way', outOfOrder: 'Called ahead of order', history: 'Ended places', track: (n: number) => `The line: ${n} ahead, then you`,
    linesFull: 'You are in as many lines as allowed; leave one first', rejoin: 'Join again', aheadLabel: 'ahead', you: 'you', boothLabel: 'booth', receiptReason: 'Reason', justUpdated: 'live', updatedAt: (time: string) => `as of ${time}`,
  },
);
