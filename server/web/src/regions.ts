// Places of GB/T 2260 that the page writes by name: the region's own counties and all provinces. Others show their province.
import type { Language } from './i18n';

const counties: [string, string, string][] = [
  ['330300', '温州', 'Wenzhou'], ['330302', '温州鹿城', 'Lucheng, Wenzhou'], ['330303', '温州龙湾', 'Longwan, Wenzhou'],
  ['330304', '温州瓯海', 'Ouhai, Wenzhou'], ['330305', '温州洞头', 'Dongtou, Wenzhou'], ['330324', '温州永嘉', 'Yongjia, Wenzhou'],
  ['330326', '温州平阳', 'Pingyang, Wenzhou'], ['330327', '温州苍南', 'Cangnan, Wenzhou'], ['330328', '温州文成', 'Wencheng, Wenzhou'],
  ['330329', '温州泰顺', 'Taishun, Wenzhou'], ['330381', '温州瑞安', "Rui'an, Wenzhou"], ['330382', '温州乐清', 'Yueqing, Wenzhou'],
  ['330383', '温州龙港', 'Longgang, Wenzhou'],
];

const provinces: [string, string, string][] = [
  ['11', '北京', 'Beijing'], ['12', '天津', 'Tianjin'], ['13', '河北', 'Hebei'], ['14', '山西', 'Shanxi'], ['15', '内蒙古', 'Inner Mongolia'],
  ['21', '辽宁', 'Liaoning'], ['22', '吉林', 'Jilin'], ['23', '黑龙江', 'Heilongjiang'], ['31', '上海', 'Shanghai'], ['32', '江苏', 'Jiangsu'],
  ['33', '浙江', 'Zhejiang'], ['34', '安徽', 'Anhui'], ['35', '福建', 'Fujian'], ['36', '江西', 'Jiangxi'], ['37', '山东', 'Shandong'],
  ['41', '河南', 'Henan'], ['42', '湖北', 'Hubei'], ['43', '湖南', 'Hunan'], ['44', '广东', 'Guangdong'], ['45', '广西', 'Guangxi'],
  ['46', '海南', 'Hainan'], ['50', '重庆', 'Chongqing'], ['51', '四川', 'Sichuan'], ['52', '贵州', 'Guizhou'], ['53', '云南', 'Yunnan'],
  ['54', '西藏', 'Tibet'], ['61', '陕西', 'Shaanxi'], ['62', '甘肃', 'Gansu'], ['63', '青海', 'Qinghai'], ['64', '宁夏', 'Ningxia'], ['65', '新疆', 'Xinjiang'],
  ['71', '台湾', 'Taiwan'], ['81', '香港', 'Hong Kong'], ['82', '澳门', 'Macao'],
];

const index = { zh: 1, en: 2 } as const;

export function regionName(code: string, language: Language): string {
  const county = counties.find((one) => one[0] === code);
  if (county) return county[index[language]];
  const province = provinces.find((one) => one[0] === code.slice(0, 2));
  return province ? province[index[language]] : code;
}

/** For pickers: the region's counties first. */
export function regionChoices(language: Language): { value: string; label: string }[] {
  return [
    ...counties.map((one) => ({ value: one[0], label: one[index[language]] })),
    ...provinces.map((one) => ({ value: `${one[0]}0000`, label: one[index[language]] })),
  ];
}
