// My places: the ticket asked for, the other live ones, and what ended.
import { get } from '../api';
import { serverNow } from '../clock';
import { momentText, ticketNumber } from '../format';
import { useLoad, useTitle } from '../hooks';
import { language } from '../i18n';
import { Empty, Failure, Skeleton, Tag } from '../kit';
import { SignInLink } from '../parts';
import { isCandidate, isLive, me, ticketHeard, tickets, ticketsKnown } from '../state';
import { Refusal } from '../api';
import { TicketCard } from '../ticket_view';
import type { Ticket, TicketState } from '../types';
import { common } from '../words/common';
import { line } from '../words/line';

export function LinePage({ id }: { id: string }) {
  const t = line();
  useTitle(`${t.title} · ${common().brand}`);
  const known = tickets.value.some((one) => one.id === id);
  const one = useLoad(`ticket ${id} ${known}`, async () => {
    if (id && !known && me.peek()) ticketHeard(await get<Ticket>(`/tickets/${id}`));
    return true;
  });
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  if (!isCandidate.value) return <div class="page narrow"><Failure page refusal={new Refusal(403, {})} /></div>;
  if (one.refusal) return <div class="page narrow"><Failure page refusal={one.refusal} retry={one.reload} /></div>;
  if (!ticketsKnown.value && tickets.value.length === 0) return <div class="page narrow"><Skeleton page count={1} kind="block" /></div>;
  const live = tickets.value.filter(isLive).sort((a, b) => Number(b.id === id) - Number(a.id === id));
  const asked = tickets.value.find((ticket) => ticket.id === id);
  const ended = tickets.value.filter((ticket) => !isLive(ticket) && ticket !== asked);
  return (
    <div class="page narrow line-page">
      <h1>{t.title}</h1>
      {asked && !isLive(asked) && <Ended ticket={asked} />}
      {live.map((ticket) => <TicketCard key={ticket.id} ticket={ticket} />)}
      {live.length === 0 && !asked && <Empty icon="line" title={t.empty} text={t.emptyText}><a class="button main" href="/">{common().toLobby}</a></Empty>}
      {live.length > 0 && (
        <section class="meanwhile">
          <h2 class="section">{t.meanwhile}</h2>
          <div class="actions left"><a class="button soft" href={`/booths/${live[0]!.booth_id}`}>{t.seeBooth}</a><a class="button soft" href={`/fairs/${live[0]!.fair_id}`}>{t.seeLobby}</a></div>
        </section>
      )}
      {ended.length > 0 && <section><h2 class="section">{t.history}</h2><TicketRows list={ended} /></section>}
    </div>
  );
}

function stateText(state: TicketState): [string, string] {
  const t = line();
  const texts: Record<TicketState, [string, string]> = {
    waiting: [t.stateWaiting, ''], ringing: [t.stateRinging, ''], in_session: [t.stateTalk, ''], done: [t.stateDone, t.doneText], left: [t.stateLeft, t.leftText], out: [t.stateOut, t.outText], not_seen: [t.stateNotSeen, t.notSeenText],
  };
  return texts[state];
}

function Ended({ ticket }: { ticket: Ticket }) {
  const [title, text] = stateText(ticket.state);
  return (
    <section class="card ended" data-state={ticket.state}>
      <p class="sub">{ticketNumber(ticket.number)} · {ticket.organization_name}</p>
      <h2>{title}</h2>
      <p>{text}</p>
      {ticket.reason && <p class="sub">{line().receiptReason}：{ticket.reason}</p>}
      <div class="actions left">
        {ticket.session_id && <a class="button soft" href={`/talks/${ticket.session_id}`}>{common().see}</a>}
        {(ticket.state === 'left' || ticket.state === 'out') && <a class="button main" href={`/booths/${ticket.booth_id}`}>{line().rejoin}</a>}
        <a class="button soft" href={`/fairs/${ticket.fair_id}`}>{common().toLobby}</a>
      </div>
    </section>
  );
}

export function TicketRows({ list }: { list: Ticket[] }) {
  return (
    <ul class="rows">
      {list.map((one) => (
        <li key={one.id}>
          <a href={one.session_id ? `/talks/${one.session_id}` : `/line/${one.id}`}>
            <b class="number">{ticketNumber(one.number)}</b>
            <span class="grow">{one.organization_name}<small>{momentText(one.joined_at, serverNow(), language.value)}</small></span>
            <Tag tone={one.state === 'done' ? 'ok' : isLive(one) ? 'brand' : 'plain'}>{stateText(one.state)[0]}</Tag>
          </a>
        </li>
      ))}
    </ul>
  );
}
