// The waiting time of one place in a line, from the line's own event: wait = residual + ahead × step, shown as a range of
// ×0.8 to ×1.3, rounded outward to whole minutes. The same integer steps as the server's, so that both say the same.
import type { EtaBasis, LineEvent, Ticket } from './types';

export interface Eta {
  basis: EtaBasis;
  minSeconds: number | null;
  maxSeconds: number | null;
}

export const etaUnknown: Eta = { basis: 'unknown', minSeconds: null, maxSeconds: null };

type Pace = Pick<LineEvent, 'residual_s' | 'step_s' | 'eta_basis'>;

export function etaAt(pace: Pace, ahead: number): Eta {
  if (pace.eta_basis === 'unknown' || pace.residual_s === null || pace.step_s === null) return etaUnknown;
  const waitSeconds = pace.residual_s + ahead * pace.step_s;
  return {
    basis: pace.eta_basis,
    minSeconds: Math.floor(Math.floor((waitSeconds * 8) / 10) / 60) * 60,
    maxSeconds: Math.floor((Math.floor((waitSeconds * 13) / 10) + 59) / 60) * 60,
  };
}

/** People before this number; null when the event does not show it (more wait than it lists). */
export function aheadIn(order: unknown, number: number): number | null {
  if (!Array.isArray(order)) return null;
  const at = order.indexOf(number);
  return at < 0 ? null : at;
}

export interface Place {
  ahead: number | null;
  eta: Eta;
}

/** What a ticket's own page says: the line's event where it knows better, else what the ticket said when it was loaded. */
export function placeOf(ticket: Ticket, line: LineEvent | undefined): Place {
  if (ticket.state !== 'waiting') return { ahead: null, eta: etaUnknown };
  const ahead = line ? aheadIn(line.order, ticket.number) : null;
  if (line && ahead !== null) return { ahead, eta: etaAt(line, ahead) };
  return { ahead: ticket.ahead, eta: { basis: ticket.eta_basis, minSeconds: ticket.eta_min_s, maxSeconds: ticket.eta_max_s } };
}
