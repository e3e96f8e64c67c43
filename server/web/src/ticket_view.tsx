// How a ticket looks: the paper ticket of its own page and of the desktop's right column, and the bar on every page.
import { useState } from 'preact/hooks';
import { remindersAsk, remindersOn } from './alarm';
import { link } from './bus';
import { etaText, ticketNumber } from './format';
import { Icon } from './icons';
import { language } from './i18n';
import { Button, Name } from './kit';
import { Confirm } from './kit_dialog';
import { answerAndGo } from './ring';
import { lines, liveTickets, placeNow, ringing, talking, ticketFirst, ticketLeave, ticketSnooze, toast, toastRefusal } from './state';
import type { Ticket } from './types';
import { line } from './words/line';
import { lobby } from './words/lobby';

const dotsMax = 7;

/** The line as dots: the booth, those ahead, then you. */
function Track({ ahead }: { ahead: number }) {
  const shown = Math.min(ahead, dotsMax);
  return (
    <div class="track" role="img" aria-label={line().track(ahead)}>
      <span class="track-booth"><Icon name="desk" size="small" /></span>
      {Array.from({ length: shown }, (_, i) => <i key={i} />)}
      {ahead > dotsMax && <em>+{ahead - dotsMax}</em>}
      <b>{line().you}</b>
    </div>
  );
}

function cause(ticket: Ticket): string {
  const place = placeNow(ticket);
  const event = lines.value.get(ticket.booth_id);
  if (place.eta.basis === 'learned') return lobby().causeLearned;
  if (place.eta.basis === 'planned') return lobby().causePlanned;
  return event && event.recruiters_online === 0 ? lobby().causeNobody : lobby().causeUnknown;
}

function Notices({ ticket }: { ticket: Ticket }) {
  const t = line();
  const event = lines.value.get(ticket.booth_id);
  const notices: [string, string][] = [];
  if (event?.state === 'paused') notices.push(['pause', event.message || t.pausedBooth]);
  if (event?.state === 'closed') notices.push(['pause', t.closedBooth]);
  if (ticket.frozen) notices.push(['pause', link.value === 'up' ? t.frozenBack : t.frozen]);
  if (ticket.snoozed) notices.push(['pause', t.snoozed]);
  if (ticket.missed_count > 0) notices.push(['alert', t.missed(ticket.missed_count)]);
  if (!ticket.seen_before_close) notices.push(['clock', t.closeSoon]);
  return <>{notices.map(([icon, text]) => <p key={text} class="ticket-notice"><Icon name={icon as 'alert'} size="small" />{text}</p>)}</>;
}

/** The big one. `data-state` names where the ticket is in its life. */
export function TicketCard({ ticket, linked }: { ticket: Ticket; linked?: boolean }) {
  const t = line();
  const place = placeNow(ticket);
  const [leaving, leavingSet] = useState(false);
  const [busy, busySet] = useState('');
  const near = ticket.state === 'waiting' && place.ahead !== null && place.ahead <= 1;
  const wait = etaText(place.eta, language.value);
  const run = async (name: string, work: () => Promise<void>) => {
    busySet(name);
    try {
      await work();
    } catch (refusal) {
      toastRefusal(refusal);
    } finally {
      busySet('');
    }
  };
  return (
    <section class={`ticket ${near ? 'near' : ''}`} data-state={near ? 'near' : ticket.state} aria-label={`${t.yourNumber} ${ticketNumber(ticket.number)}`}>
      <header>
        <div>
          <p class="ticket-label">{t.yourNumber}</p>
          <p class="ticket-number number">{ticketNumber(ticket.number)}</p>
        </div>
        <a class="ticket-firm" href={linked ? `/line/${ticket.id}` : `/booths/${ticket.booth_id}`}><span><Name text={ticket.organization_name} /></span><Icon name="next" size="small" /></a>
      </header>
      <div class="ticket-tear" aria-hidden="true" />
      {ticket.state === 'waiting' && (
        <>
          <div class="ticket-facts">
            <div><b class="number" data-ahead>{place.ahead ?? t.aheadUnknown}</b><span>{t.ahead}</span></div>
            <div><b class="words" data-wait>{wait ?? t.unknown}</b><span>{t.wait} · {cause(ticket)}</span></div>
          </div>
          {place.ahead !== null && <Track ahead={place.ahead} />}
          {near && <p class="ticket-near" role="status"><Icon name="bell" size="small" />{place.ahead === 0 ? t.next : t.near}</p>}
          <Notices ticket={ticket} />
          <div class="ticket-actions">
            {remindersOn.value ? (
              <span class="ticket-on"><Icon name="check" size="small" />{t.remindOn}</span>
            ) : (
              <Button look="white" icon="bell" onClick={() => run('remind', async () => { if ((await remindersAsk()) === 'denied') toast(t.remindDenied); })}>{t.remind}</Button>
            )}
            <Button look="ghost" busy={busy === 'snooze'} disabled={ticket.snoozes_left === 0 || ticket.snoozed} onClick={() => run('snooze', async () => { await ticketSnooze(ticket.id); toast(t.snoozeDone); })}>{t.snooze}</Button>
            <Button look="ghost" onClick={() => leavingSet(true)}>{t.leave}</Button>
          </div>
          <p class="ticket-hint">{t.keepOpen}{t.snoozeLeft(ticket.snoozes_left)}</p>
        </>
      )}
      {ticket.state === 'ringing' && <div class="ticket-facts one"><div><b class="words">{t.stateRinging}</b></div><Button look="white" onClick={() => answerAndGo(ticket)}>{t.answer}</Button></div>}
      {ticket.state === 'in_session' && <div class="ticket-facts one"><div><b class="words">{t.stateTalk}</b></div><a class="button white" href={`/talks/${ticket.session_id}`}>{t.talkGo}</a></div>}
      {leaving && (
        <Confirm danger title={t.leaveTitle} text={place.ahead === null ? t.leaveTextPlain : t.leaveText(place.ahead + 1)} yes={t.leaveGo} no={t.leaveStay} onClose={() => leavingSet(false)}
          onYes={() => run('leave', () => ticketLeave(ticket.id))} />
      )}
    </section>
  );
}

/** On every page of somebody who stands in a line. */
export function MiniBar({ hiddenOn }: { hiddenOn: string }) {
  const t = line();
  const ticket = ticketFirst();
  const talk = talking.value;
  if (talk && hiddenOn !== `/talks/${talk.session_id}`)
    return <a class="mini talk" href={`/talks/${talk.session_id}`}><i class="dot" aria-hidden="true" /><span>{t.talkBar} · {talk.organization_name}</span><b>{t.talkGo}</b></a>;
  if (!ticket || ticket.state !== 'waiting' || hiddenOn.startsWith('/line') || hiddenOn.startsWith('/talks') || ringing.value) return null;
  const place = placeNow(ticket);
  const wait = etaText(place.eta, language.value);
  return (
    <a class="mini" href={`/line/${ticket.id}`}>
      <b class="number">{ticketNumber(ticket.number)}</b>
      <span>{[place.ahead === null ? null : t.aheadShort(place.ahead), wait ?? t.unknown].filter(Boolean).join(' · ')}</span>
      <em>{liveTickets.value.length > 1 ? `+${liveTickets.value.length - 1}` : ''}</em>
      <Icon name="next" size="small" />
    </a>
  );
}
