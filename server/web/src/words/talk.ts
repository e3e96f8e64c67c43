// Texts of a timed talk.
import { words } from '../i18n';

export const talk = words(
  {
    title: '面谈', left: '剩余', over: '时间到', overText: '时间已到，可以再说一句告别。', finished: '面谈已结束', input: '输入消息', inputHint: '回车发送，Shift + 回车换行', send: '发送', sending: '发送中', failed: '未发出', again: '重发',
    empty: '打个招呼，面谈就开始了', emptyCandidate: '先介绍一下自己吧：专业、经历、想了解的岗位。', emptyRecruiter: '可以先说岗位和想了解的问题。', warning: '还剩 1 分钟', extendAsk: '延长时间', extendAsked: '已请求延长，等待对方同意', extendOther: '对方希望延长时间', extendAgree: '同意延长',
    extended: '已延长', extendLimit: '已延长 3 次', withRecruiter: (name: string) => `面试官：${name}`, withCandidate: (name: string) => name, hall: '云聘厅', you: '我', progress: '面谈时间',
    resultAdvance: '对方希望与你进入下一步', resultHold: '对方会再考虑，之后联系你', resultDecline: '这次不太合适', resultNone: '面谈结束，等待对方评价', resultReason: '原因', resultNext: '接下来', toLobby: '看看其他展位', toLine: '回到我的排队', thanks: '辛苦了',
    outcome: '面谈结果', outcomeHint: '按 1、2、3 键评价并结束', advance: '进入下一步', hold: '待定', decline: '不合适', reason: '不合适的原因', reasonHint: '会告诉求职者，请友善具体', note: '内部备注', noteHint: '只有本展位的同事能看到', callNext: '并叫下一位', finish: '结束面谈',
    reasonNeeded: '请写明原因', reasons: ['岗位要求不匹配', '到岗时间不合适', '薪资预期有差距', '岗位已招满'], messages: '消息', loadFailed: '消息没有加载成功', newMessage: (who: string) => `${who} 发来新消息`, startedAt: '开始于', transcript: '面谈内容',
  },
  {
    title: 'Talk', left: 'left', over: 'time is up', overText: 'Time is up; one last word is fine.', finished: 'The talk has ended', input: 'Write a message', inputHint: 'Enter sends, Shift + Enter starts a line', send: 'Send', sending: 'sending', failed: 'not sent', again: 'send again',
    empty: 'Say hello and the talk begins', emptyCandidate: 'Introduce yourself: studies, experience, the job you like.', emptyRecruiter: 'You could start with the job and your questions.', warning: 'One minute left', extendAsk: 'More time', extendAsked: 'You asked for more time, waiting for the other side', extendOther: 'The other side asks for more time', extendAgree: 'Agree',
    extended: 'Extended', extendLimit: 'extended 3 times', withRecruiter: (name: string) => `Recruiter: ${name}`, withCandidate: (name: string) => name, hall: 'Hirehall', you: 'me', progress: 'Time of the talk',
    resultAdvance: 'They would like to take the next step with you', resultHold: 'They will think about it and get back to you', resultDecline: 'Not a fit this time', resultNone: 'The talk has ended, waiting for their answer', resultReason: 'Reason', resultNext: 'What next', toLobby: 'See other booths', toLine: 'Back to my line', thanks: 'Well done',
    outcome: 'Outcome', outcomeHint: 'Keys 1, 2, 3 judge and finish', advance: 'Next step', hold: 'On hold', decline: 'Not a fit', reason: 'Why not', reasonHint: 'The candidate reads it: be kind and exact', note: 'Internal note', noteHint: 'Only this booth’s colleagues see it', callNext: 'and call the next', finish: 'End the talk',
    reasonNeeded: 'Please give a reason', reasons: ['The job asks for something else', 'The starting date does not fit', 'The pay expectations differ', 'The job is filled'], messages: 'Messages', loadFailed: 'The messages did not load', newMessage: (who: string) => `New message from ${who}`, startedAt: 'started', transcript: 'What was said',
  },
);
