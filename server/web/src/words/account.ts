// Texts of signing in and up, of "me" and of the demonstration.
import { words } from '../i18n';

export const account = words(
  {
    signInTitle: '登录云聘厅', signUpTitle: '注册', joinTitle: '注册后马上排队', joinText: (name: string) => `${name} · 30 秒完成，随后自动取号`, login: '账号', loginHint: '3 个以上字母、数字或 . _ - @', password: '密码', passwordHint: '至少 8 个字符',
    name: '姓名', nameHint: '面试官会看到', roleLabel: '我是', submitIn: '登录', submitUp: '注册', submitUpJoin: '注册并排队', submitInJoin: '登录并排队', toIn: '已有账号？登录', toUp: '没有账号？注册', passwordShow: '显示密码',
    welcome: (name: string) => `你好，${name}`, errorSummary: '请检查以下内容', tooShort: (n: number) => `至少 ${n} 个字符`, required: '请填写',
    meTitle: '我的', profile: '我的简历', applications: '我的投递', privacy: '授权与查看记录', safety: '账号与安全', progress: (n: number) => `完整度 ${n}%`,
    tickets: '排队记录', talks: '面谈记录', talksEmpty: '还没有面谈记录', talkWith: (name: string) => `与 ${name} 的面谈`, settings: '设置', signedInAs: '当前账号',
    demoTitle: '以不同身份体验', demoText: '这里的企业和人物都是虚构的演示数据。选一个身份，从他的角度看同一场招聘会。', demoCandidate: '求职者：逛大厅、排队、被呼叫、面谈', demoRecruiter: '招聘方：开放展位、叫号、面谈、评价', demoStaff: '主办方：办会、审核、看实况', demoGo: '进入',
    demoNow: '当前身份', demoTip: { candidate: '选一个展位，点「排队面试」', recruiter: '点「叫下一位」或按 N 键', staff: '看各展位实况，或新建一场招聘会' }, demoEmpty: '演示身份暂不可用', demoOwn: '或用自己的账号',
    code: '动态码', codeHint: '身份验证器上的 6 位数字，或一个恢复码', since: '加入时间', switched: (name: string) => `已切换为 ${name}`, outDone: '已退出登录',
  },
  {
    signInTitle: 'Sign in to Hirehall', signUpTitle: 'Sign up', joinTitle: 'Sign up and join the line', joinText: (name: string) => `${name} · 30 seconds, then you get your number`, login: 'Login', loginHint: '3 or more letters, digits or . _ - @', password: 'Password', passwordHint: 'at least 8 characters',
    name: 'Name', nameHint: 'shown to the recruiter', roleLabel: 'I am a', submitIn: 'Sign in', submitUp: 'Sign up', submitUpJoin: 'Sign up and join', submitInJoin: 'Sign in and join', toIn: 'Have an account? Sign in', toUp: 'No account? Sign up', passwordShow: 'Show password',
    welcome: (name: string) => `Hello, ${name}`, errorSummary: 'Please check these fields', tooShort: (n: number) => `at least ${n} characters`, required: 'Please fill this in',
    meTitle: 'Me', profile: 'My profile', applications: 'My applications', privacy: 'Permissions and views', safety: 'Account and safety', progress: (n: number) => `${n}% complete`,
    tickets: 'My places', talks: 'My talks', talksEmpty: 'No talks yet', talkWith: (name: string) => `Talk with ${name}`, settings: 'Settings', signedInAs: 'Signed in as',
    demoTitle: 'Look around as somebody', demoText: 'All companies and people here are invented. Pick a role and see the same fair through their eyes.', demoCandidate: 'Candidate: lobby, line, ring, talk', demoRecruiter: 'Recruiter: open a booth, call, talk, judge', demoStaff: 'Organizer: make fairs, approve, watch', demoGo: 'Enter',
    demoNow: 'now', demoTip: { candidate: 'Pick a booth and tap Join the line', recruiter: 'Press Call next or the N key', staff: 'Watch the booths, or make a fair' }, demoEmpty: 'No demo roles at the moment', demoOwn: 'or use your own account',
    code: 'Code', codeHint: 'The six digits of your authenticator, or a recovery code', since: 'joined', switched: (name: string) => `You are now ${name}`, outDone: 'Signed out',
  },
);
