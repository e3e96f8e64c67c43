// How numbers, money, moments and places are written. Moments always name their zone: fairs are held in Beijing time.
import type { EtaBasis, WagePeriod } from './types';
import type { Language } from './i18n';

export const zone = 'Asia/Shanghai';

export function ticketNumber(number: number): string {
  return `A${String(number).padStart(3, '0')}`;
}

/** 107 s → "1:47". */
export function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}

function parts(at: number): { day: string; month: string; date: string; time: string; year: string } {
  const found = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const { year = '', month = '', day: date = '', hour = '', minute = '' } = found;
  return { day: `${year}-${month}-${date}`, year, month, date, time: `${hour}:${minute}` };
}

const englishMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "17:00" */
export function timeText(at: string | number): string {
  return parts(Number(new Date(at))).time;
}

/** "今天", "明天", "11月25日"; "today", "tomorrow", "25 Nov" */
export function dayText(at: string | number, now: number, language: Language): string {
  const then = parts(Number(new Date(at)));
  const today = parts(now);
  const tomorrow = parts(now + 86_400_000);
  if (then.day === today.day) return language === 'zh' ? '今天' : 'today';
  if (then.day === tomorrow.day) return language === 'zh' ? '明天' : 'tomorrow';
  const year = then.year === today.year ? '' : then.year;
  if (language === 'zh') return `${year && `${year}年`}${Number(then.month)}月${Number(then.date)}日`;
  return `${Number(then.date)} ${englishMonths[Number(then.month) - 1]}${year && ` ${year}`}`;
}

/** "今天 17:00"; "today 17:00" */
export function momentText(at: string | number, now: number, language: Language): string {
  return `${dayText(at, now, language)} ${timeText(at)}`;
}

/** "今天 09:00–17:00 北京时间" */
export function spanText(from: string, to: string, now: number, language: Language): string {
  const zoneName = language === 'zh' ? '北京时间' : 'Beijing time';
  const end = parts(Date.parse(from)).day === parts(Date.parse(to)).day ? timeText(to) : momentText(to, now, language);
  return `${momentText(from, now, language)}–${end} ${zoneName}`;
}

const trim = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** 650000 to 800000 fen a month → "6.5–8K". */
export function wageText(minFen: number, maxFen: number, period: WagePeriod, language: Language): string {
  if (maxFen <= 0) return language === 'zh' ? '面议' : 'to be agreed';
  const range = (low: string, high: string) => (low === high ? low : `${low}–${high}`);
  const yuan = (fen: number) => trim(fen / 100, period === 'hour' ? 1 : 0);
  if (period === 'month') {
    const k = range(trim(minFen / 100_000, 1), trim(maxFen / 100_000, 1));
    return language === 'zh' ? `${k}K` : `¥${k}K`;
  }
  if (period === 'year') {
    if (language === 'zh') return `${range(trim(minFen / 1_000_000, 1), trim(maxFen / 1_000_000, 1))}万/年`;
    return `¥${range(trim(minFen / 100_000, 0), trim(maxFen / 100_000, 0))}K/year`;
  }
  const both = range(yuan(minFen), yuan(maxFen));
  if (language === 'zh') return `${both}元/${period === 'day' ? '天' : '时'}`;
  return `¥${both}/${period}`;
}

export interface EtaShown {
  basis: EtaBasis;
  minSeconds: number | null;
  maxSeconds: number | null;
}

/** "约 8–12 分钟", "5 分钟以内", "无需等待"; null while unknown: nobody can say. */
export function etaText(eta: EtaShown, language: Language): string | null {
  if (eta.basis === 'unknown' || eta.minSeconds === null || eta.maxSeconds === null) return null;
  const low = Math.round(eta.minSeconds / 60);
  const high = Math.round(eta.maxSeconds / 60);
  const zh = language === 'zh';
  if (high === 0) return zh ? '无需等待' : 'no wait';
  if (low === 0) return zh ? `${high} 分钟以内` : `within ${high} min`;
  if (low === high) return zh ? `约 ${low} 分钟` : `about ${low} min`;
  return zh ? `约 ${low}–${high} 分钟` : `${low}–${high} min`;
}

export function countText(count: number, language: Language): string {
  return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB').format(count);
}

/** Any short, lasting number from a text: the tint of a firm's badge. */
export function tintOf(text: string, tints: number): number {
  let hash = 7;
  for (const one of text) hash = (hash * 31 + one.codePointAt(0)!) % 65_521;
  return hash % tints;
}

/** The character that stands for a firm: the first after its place, without the form of the company. */
export function badgeOf(name: string): string {
  const bare = name.replace(/^（[^）]*）/, '').replace(/^(浙江|温州|乐清|瑞安|永嘉|平阳|苍南|龙港|文成|泰顺|洞头|瓯海|鹿城|龙湾)(市|县|区|省)?/, '');
  return [...(bare || name)][0] ?? '';
}

/** For <input type=date>: the day in Beijing. */
export function dayInput(at: number): string {
  const { year, month, date } = parts(at);
  return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

/** A day and a time of Beijing as the wire wants it; null when one of them is not filled in. */
export function momentOf(day: string, time: string): string | null {
  const text = `${day}T${time}:00+08:00`;
  return Number.isFinite(Date.parse(text)) ? text : null;
}
