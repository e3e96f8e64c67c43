// What only somebody in a line needs: the ticket, the bar on every page, the ring. Loaded as soon as a candidate is signed in, so
// that it is here before anybody can be called.
import { useEffect } from 'preact/hooks';
import { awakeSet } from './alarm';
import { Ring } from './ring';
import { place } from './router';
import { liveTickets, placeNow, ringing } from './state';
import { MiniBar } from './ticket_view';

export { TicketCard } from './ticket_view';

/** The bar, the ring, and the screen that stays lit while it is nearly, or really, somebody's turn. */
export function LivePart() {
  const lit = Boolean(ringing.value) || liveTickets.value.some((one) => one.state === 'in_session' || (one.state === 'waiting' && (placeNow(one).ahead ?? 9) <= 2));
  useEffect(() => void awakeSet(lit), [lit]);
  return <><MiniBar hiddenOn={place.value.path} /><Ring /></>;
}
