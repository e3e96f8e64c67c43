// Between an object as the server writes it and the texts of a form's fields.
import type { Row } from './fields';

export type Value = string | boolean | string[];
export type Values = Record<string, Value>;

export const isMoney = (name: string): boolean => name.endsWith('_fen');

/** What a form shows of an object as the server wrote it. */
export function valuesOf(rows: Record<string, Row>, object: object): Values {
  const out: Values = {};
  for (const [name, row] of Object.entries(rows)) {
    const given = (object as Record<string, unknown>)[name];
    if (row.kind === 'bool') out[name] = Boolean(given);
    else if (row.kind === 'list') out[name] = Array.isArray(given) ? (given as string[]) : [];
    else if (row.kind === 'enum') out[name] = typeof given === 'string' ? given : row.values[0]!;
    else if (given === null || given === undefined) out[name] = '';
    else out[name] = isMoney(name) ? String(Number(given) / 100) : String(given);
  }
  return out;
}

/** The same for the wire: numbers as numbers, money in fen, nothing written as null. */
export function bodyOf(rows: Record<string, Row>, values: Values): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const row = rows[name];
    if (!row) continue;
    if (row.kind !== 'int') out[name] = typeof value === 'string' ? value.trim() : value;
    else if (value === '') out[name] = null;
    else out[name] = isMoney(name) ? Math.round(Number(value) * 100) : Number(value);
  }
  return out;
}
