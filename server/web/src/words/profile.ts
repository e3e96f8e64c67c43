// Texts of a candidate's profile, of who may see it, and of the account's safety.
import { words } from '../i18n';

export const profileWords = words(
  {
    title: '我的简历', lead: '信息越完整，匹配越准。年龄、性别、户籍、民族不参与匹配。', progress: (n: number) => `完整度 ${n}%`, missing: '还可以补充：', basics: '基本信息', wishes: '求职意向', studies: '教育与经历', about: '技能与介绍', seen: '谁能看到',
    sealedHint: '加密保存，只显示部分数字', replace: '更换', keep: '不更换', clearHint: '留空并保存即删除已存内容', monthly: '元/月',
    labels: {
      name: '姓名', birth_date: '出生日期', phone: '手机号', email: '电子邮箱', identity_number: '身份证号', headline: '一句话介绍', summary: '个人介绍', skills: '技能', occupations: '期望职位', education: '最高学历', major: '专业', school: '毕业院校', graduation_date: '毕业时间',
      experience_years: '工作年限', regions: '期望工作地', wage_min_fen: '期望月薪（元，起）', available_from: '最早到岗时间', employment_types: '用工形式', languages: '语言', visibility: '简历可见范围', hidden_from: '屏蔽单位',
    },
    hints: { name: '面试官叫号时会看到', headline: '例如：温州大学 · 机械设计 · 2026 届', summary: '经历、特长、期望，最多 1000 字', hidden_from: '填单位全称，例如现在的雇主，对方将看不到你的简历', occupations: '最多 5 个', experience_years: '整数，应届填 0' },
    visibility: { chosen: '仅我授权或投递过的单位', all_verified: '所有已核验单位', hidden: '不公开' },
    privacyTitle: '授权与查看记录', consents: '我的授权', consentsEmpty: '还没有授权任何单位', consentsEmptyText: '在职位页授权或投递后，会出现在这里。', purpose: { profile: '查看简历', contact: '查看联系方式' }, takeBack: '收回授权', takeBackTitle: (name: string) => `收回对 ${name} 的授权？`, takeBackText: '对方将不能再打开你的简历，也看不到你的联系方式。', takenBack: '授权已收回',
    withdrawnAt: (at: string) => `已于 ${at} 收回`, givenAt: (at: string) => `${at} 授权`, openings: '谁看过我的简历', openingsEmpty: '还没有单位看过', contactSeen: '看到了电话', contactMasked: '电话已隐藏', hiddenNow: '你的简历目前不公开。', toProfile: '去修改',
    safetyTitle: '账号与安全', logins: '登录记录', loginNow: '本次登录', loginSince: (at: string) => `${at} 登录`, loginUntil: (at: string) => `有效期至 ${at}`, loginEnd: '退出', loginEndLabel: (at: string) => `退出 ${at} 的登录`, loginEnded: '已退出该登录', passwordTitle: '修改密码', old: '当前密码', next: '新密码', nextHint: '至少 8 个字符；不要用常见密码，也不要包含账号', passwordGo: '修改密码', passwordDone: '密码已修改，其他设备已退出', factor: '双重验证', factorOn: '已启用', factorOff: '未启用', factorWhy: '启用后，登录时除密码外还要输入身份验证器上的 6 位数字。', factorLeft: (n: number) => `还剩 ${n} 个恢复码`, factorCode: '动态验证码或恢复码', factorGo: '开始设置', factorConfirm: '启用', factorEnd: '停用', factorSecret: '把这个密钥添加到身份验证器（只显示一次），再输入它给出的 6 位数字：', factorOpen: '在本机的验证器中打开', factorCodes: '双重验证已启用。请抄下恢复码，每个只能用一次，只显示这一次：',
    give: '授权查看简历', given: '已授权该单位查看简历',
  },
  {
    title: 'My profile', lead: 'The fuller it is, the better it matches. Age, sex, household registration and ethnicity are never used.', progress: (n: number) => `${n}% complete`, missing: 'You could add:', basics: 'About you', wishes: 'What you look for', studies: 'Education and experience', about: 'Skills', seen: 'Who may see it',
    sealedHint: 'Kept encrypted, shown in part', replace: 'Replace', keep: 'Keep it', clearHint: 'Leave it empty and save to delete what is kept', monthly: 'yuan a month',
    labels: {
      name: 'Name', birth_date: 'Date of birth', phone: 'Mobile', email: 'E-mail', identity_number: 'Identity number', headline: 'One line about you', summary: 'About you', skills: 'Skills', occupations: 'Work you look for', education: 'Highest education', major: 'Field of study', school: 'School', graduation_date: 'Graduation',
      experience_years: 'Years of work', regions: 'Where you would work', wage_min_fen: 'Monthly pay from (yuan)', available_from: 'Available from', employment_types: 'Employment', languages: 'Languages', visibility: 'Who may open the profile', hidden_from: 'Never shown to',
    },
    hints: { name: 'shown to the recruiter who calls you', headline: 'e.g. Wenzhou University · mechanical design · 2026', summary: 'Experience, strengths, wishes; up to 1000 characters', hidden_from: 'Full names of organizations, such as your employer; they never see it', occupations: 'at most 5', experience_years: 'a whole number; 0 for graduates' },
    visibility: { chosen: 'Only those I allow or applied to', all_verified: 'All verified organizations', hidden: 'Nobody' },
    privacyTitle: 'Permissions and views', consents: 'What I allowed', consentsEmpty: 'Nobody is allowed yet', consentsEmptyText: 'It shows here once you allow somebody or apply.', purpose: { profile: 'open the profile', contact: 'see the phone' }, takeBack: 'Take back', takeBackTitle: (name: string) => `Take back what ${name} may see?`, takeBackText: 'They can no longer open your profile or see how to reach you.', takenBack: 'Taken back',
    withdrawnAt: (at: string) => `taken back ${at}`, givenAt: (at: string) => `given ${at}`, openings: 'Who opened my profile', openingsEmpty: 'Nobody yet', contactSeen: 'saw the phone', contactMasked: 'phone hidden', hiddenNow: 'Your profile is shown to nobody.', toProfile: 'Change',
    safetyTitle: 'Account and safety', logins: 'Where I am signed in', loginNow: 'this one', loginSince: (at: string) => `since ${at}`, loginUntil: (at: string) => `until ${at}`, loginEnd: 'Sign out', loginEndLabel: (at: string) => `Sign out the login of ${at}`, loginEnded: 'That login has ended', passwordTitle: 'Change the password', old: 'Present password', next: 'New password', nextHint: 'At least 8 characters; not a common one, without your login in it', passwordGo: 'Change the password', passwordDone: 'Changed; other devices were signed out', factor: 'Second factor', factorOn: 'on', factorOff: 'off', factorWhy: 'Signing in then asks for six digits of your authenticator too.', factorLeft: (n: number) => `${n} recovery codes left`, factorCode: 'Code or recovery code', factorGo: 'Set it up', factorConfirm: 'Switch on', factorEnd: 'Switch off', factorSecret: 'Add this secret to your authenticator (shown once), then enter its six digits:', factorOpen: 'Open in the authenticator here', factorCodes: 'It is on. Write these recovery codes down; each works once, and they are shown only now:',
    give: 'Allow to open my profile', given: 'They may open your profile now',
  },
);
