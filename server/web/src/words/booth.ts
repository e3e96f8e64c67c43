// Texts of a booth's own page and of vacancies.
import { words } from '../i18n';

export const boothWords = words(
  {
    headcount: (n: number) => `招 ${n} 人`, booth: '展位', boothNumber: (n: number) => `${n} 号展位`, greeting: '企业留言', vacancies: '招聘岗位', company: '企业信息', scale: '规模', address: '地址',
    industry: '行业', place: '地区', boothClosed: '展位已关闭', boothNotOpen: '展位还没有开放', otherBooths: '先看其他展位', boothNoVacancies: '这个展位还没有列出岗位。',
    education: { none: '学历不限', junior_high: '初中', senior_high: '高中', vocational: '中专', college: '大专', bachelor: '本科', master: '硕士', doctor: '博士' },
    employment: { full_time: '全职', part_time: '兼职', internship: '实习', temporary: '临时', dispatch: '派遣' },
    wagePeriod: { month: '每月', day: '每天', hour: '每小时', year: '每年' }, tier: { none: '不限', A: 'A 类', B: 'B 类', C: 'C 类', D: 'D 类', E: 'E 类', F: 'F 类' }, interviewMode: { any: '都可以', on_site: '现场面试', video: '视频面试' },
    kind: { enterprise: '企业', agency: '人力资源机构', coordination: '劳务协调机构' },
  },
  {
    headcount: (n: number) => `${n} wanted`, booth: 'Booth', boothNumber: (n: number) => `Booth ${n}`, greeting: 'From the company', vacancies: 'Jobs', company: 'Company',
    scale: 'Size', address: 'Address', industry: 'Branch', place: 'Place', boothClosed: 'The booth is closed', boothNotOpen: 'The booth is not open yet',
    otherBooths: 'See other booths', boothNoVacancies: 'This booth lists no jobs yet.',
    education: { none: 'any education', junior_high: 'junior high', senior_high: 'senior high', vocational: 'vocational', college: 'college', bachelor: 'bachelor', master: 'master', doctor: 'doctorate' },
    employment: { full_time: 'full time', part_time: 'part time', internship: 'internship', temporary: 'temporary', dispatch: 'dispatch' },
    wagePeriod: { month: 'a month', day: 'a day', hour: 'an hour', year: 'a year' }, tier: { none: 'any', A: 'class A', B: 'class B', C: 'class C', D: 'class D', E: 'class E', F: 'class F' }, interviewMode: { any: 'either', on_site: 'in person', video: 'by video' },
    kind: { enterprise: 'Enterprise', agency: 'Staffing agency', coordination: 'Labour coordination' },
  },
);
