// English of ../lobby.ts.
import type { LobbyWords } from '../lobby';

export const lobby: LobbyWords = {
  fairsTitle: 'Fairs', fairsEmpty: 'There is no fair at the moment', fairsEmptyText: 'New fairs appear here as soon as they are announced.', fairsAll: 'All fairs',
  search: 'Search companies and jobs', filterUrgent: 'Urgent', filterNow: 'No wait', filters: 'Filter booths',
  recruiters: (n: number) => `${n} recruiter${n === 1 ? '' : 's'} here`, recruitersNone: 'no recruiter now', vacancyMore: (n: number) => `${n} more job${n === 1 ? '' : 's'}`,
  urgent: 'Urgent', waiting: (n: number) => `${n} in line`, waitingNone: 'nobody in line', noWait: 'no wait', etaUnknown: 'wait unknown',
  causeLearned: 'by recent talks here', causePlanned: 'by the planned time', causeNobody: 'wait unknown, nobody here', causeUnknown: 'unknown for now', join: 'Join the line',
  joining: 'Getting a number…', joined: 'In line', toTicket: 'See my number', talking: 'In a talk', paused: 'Paused', closed: 'Closed', notOpen: 'Not open',
  full: 'Line is full', empty: 'No booth matches', emptyText: 'Try another word or see all booths.', emptyAction: 'See all booths', none: 'No booths yet',
  noneText: 'Booths appear here once they are approved.', startsIn: 'Starts in', startsAt: (text: string) => `starts ${text}`, endsAt: (text: string) => `until ${text}`,
  ended: 'This fair has ended', endedText: 'Thank you for coming. Your talks are kept under Me.', pausedFair: 'The fair is paused, all places are kept',
  closingFair: 'The fair is closing, the lines take nobody new', lobbyFair: 'Doors are open, lines open at the bell', register: 'Register for reminders',
  registered: 'Registered', registerDone: 'You are registered, we remind you before it starts', unregister: 'Cancel registration',
  registrationFair: 'Registration is open, lines open at the bell', boothPaused: 'The recruiter is away for a moment, places are kept',
  needCandidate: 'Only candidates can join a line', howItWorks: 'How it works', how1: 'Tap Join the line; you may stand in several',
  how2: 'When it is your turn this page rings; answer within 30 s', how3: 'A timed text talk, with the outcome at the end',
  lines: (n: number) => `up to ${n} line${n === 1 ? '' : 's'} at once`, talkLength: (n: number) => `talks of about ${n} min`,
};
