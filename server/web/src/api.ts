// Calls of the hall: JSON over fetch with the cookie, the proof against forged requests, and a key that makes repeating safe.
import { clockHeard } from './clock';
import { language } from './i18n';
import type { Problem, ProblemError } from './types';

/** What is wrong as the page itself says it: without the law it comes from. */
export type Wrong = Omit<ProblemError, 'source'> & Partial<Pick<ProblemError, 'source'>>;

export class Refusal extends Error {
  status: number;
  code: string;
  requestId: string;
  /** The first thing wrong of each field; "" is the whole. */
  fields: Map<string, string>;
  errors: Wrong[];
  constructor(status: number, problem: Partial<Omit<Problem, 'errors'>> & { errors?: Wrong[] }) {
    super(problem.detail || problem.title || '');
    this.status = status;
    this.code = problem.code ?? (status === 0 ? 'network' : 'unknown');
    this.requestId = problem.request_id ?? '';
    this.errors = problem.errors ?? [];
    // "/skills/3" is said at "skills".
    this.fields = new Map([...this.errors].reverse().map((one) => [one.pointer.replace(/^\//, '').split('/')[0]!, one.detail]));
  }
}

export interface Answer<T> {
  status: number;
  data: T;
  etag: string;
}

export interface CallOptions {
  /** Same key, same effect: give the same one when the same intention is tried again. */
  key?: string;
  /** Version of what is changed. */
  etag?: string;
  /** How often to try again when the network or the hall fails; 3 for calls that change something. */
  tries?: number;
}

let proof = '';
let proofRenew: () => Promise<void> = async () => {};

export function proofSet(token: string, renew: () => Promise<void>): void {
  proof = token;
  proofRenew = renew;
}

export function keyNew(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('');
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function ask<T>(method: string, path: string, body: unknown, options: CallOptions): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language.peek() === 'zh' ? 'zh-CN' : 'en' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && proof) headers['X-CSRF-Token'] = proof;
  if (options.key) headers['Idempotency-Key'] = options.key;
  if (options.etag) headers['If-Match'] = options.etag;
  const askedAt = Date.now();
  const response = await fetch(`/api/v1${path}`, {
    method, headers, credentials: 'same-origin', cache: 'no-store', body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const heardAt = Date.now();
  let data: unknown = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    data = null; // something between us answered in its own way
  }
  if (!response.ok) {
    const refusal = new Refusal(response.status, (data ?? {}) as Partial<Problem>);
    if (!refusal.requestId) refusal.requestId = response.headers.get('x-request-id') ?? '';
    throw Object.assign(refusal, { retryAfterSeconds: Number(response.headers.get('retry-after')) || 0 });
  }
  const now = (data as { now?: string } | null)?.now;
  if (now) clockHeard(now, askedAt, heardAt);
  return { status: response.status, data: data as T, etag: response.headers.get('etag') ?? '' };
}

/** One call. Throws a Refusal; status 0 means that the hall could not be reached. */
export async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, options: CallOptions = {}): Promise<Answer<T>> {
  const tries = options.tries ?? (method === 'GET' ? 1 : 3);
  const kept: CallOptions = { ...options, key: options.key ?? (method === 'POST' ? keyNew() : undefined) };
  for (let turn = 1; ; turn++) {
    try {
      return await ask<T>(method, path, body, kept);
    } catch (thrown) {
      const refusal = thrown instanceof Refusal ? thrown : new Refusal(0, {});
      if (refusal.code === 'csrf' && turn === 1) {
        await proofRenew();
        continue;
      }
      const again = refusal.status === 0 || refusal.status === 503 || refusal.status === 502 || refusal.status === 504;
      if (!again || turn >= tries) throw refusal;
      const asked = (thrown as { retryAfterSeconds?: number }).retryAfterSeconds ?? 0;
      await pause(Math.min(5000, asked * 1000 || 400 * 2 ** turn));
    }
  }
}

export const get = async <T>(path: string): Promise<T> => (await call<T>('GET', path)).data;
export const post = async <T>(path: string, body: unknown = {}, options?: CallOptions): Promise<T> => (await call<T>('POST', path, body, options)).data;
