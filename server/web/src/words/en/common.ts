// English of ../common.ts.
import type { Common } from '../common';

export const common: Common = {
  brand: 'Hirehall',
  languageOther: '中文',
  languageOtherCode: 'zh-CN',
  skip: 'Skip to the main content',
  navLobby: 'Lobby', navJobs: 'Jobs', navLine: 'My line', navMe: 'Me', navDesk: 'My booths', navSetup: 'Set-up', navApplications: 'Applications', navReviews: 'Jobs', navStaff: 'Fairs', navOrganizations: 'Organizations',
  navLabel: 'Main navigation',
  demo: 'Demo', demoMark: '（演示）',
  signIn: 'Sign in', signUp: 'Sign up', signOut: 'Sign out',
  retry: 'Try again', close: 'Close', cancel: 'Cancel', back: 'Back', save: 'Save', saved: 'Saved', send: 'Send', done: 'Done', all: 'All', see: 'Open', more: 'Load more',
  loading: 'Loading…', loadingSlow: 'The network is slow, still loading…',
  failedTitle: 'This did not load', failedNetwork: 'The hall cannot be reached. Check the network and try again.', requestId: 'Request',
  offline: 'Connection lost, reconnecting…', offlineKept: (time: string) => `your place is kept ${time}`, offlineFrozen: 'your order is kept; calls resume when you are back',
  retryNow: 'Retry now', polling: 'Limited connection: updated every few seconds',
  updated: 'The page was updated, tap to reload', lostTitle: 'There is no such page', lostText: 'The link may be out of date.', toLobby: 'Back to the lobby', setUp: 'Set it up', copied: 'Copied',
  notYours: 'This page belongs to another account', notYoursText: 'Sign in with another account to see it.', signInFirst: 'Please sign in first', signInFirstText: 'Sign in to see what is here.',
  fairState: { draft: 'Draft', announced: 'Announced', registration: 'Registration', lobby: 'Doors open', open: 'Live', paused: 'Paused', closing: 'Closing', closed: 'Ended', archived: 'Archived' },
  fairKind: { urgent: 'Urgent hiring', industry: 'Industry fair', campus: 'Campus fair', county: 'County fair', cross_province: 'Across provinces', general: 'General fair' },
  boothState: { requested: 'To be approved', refused: 'Refused', ready: 'Not open yet', open: 'Open', paused: 'Paused', closed: 'Closed' },
  role: { anyone: 'Visitor', candidate: 'Candidate', recruiter: 'Recruiter', agent: 'Agency', coordinator: 'Coordinator', staff: 'Organizer', admin: 'Administrator', system: 'System' },
  outcome: { none: 'To be judged', advance: 'Next step', hold: 'On hold', decline: 'Not a fit' },
  minutes: (n: number) => `${n} min`, seconds: (n: number) => `${n} s`, people: (n: string | number) => `${n}`,
  online: (n: string) => `${n} online`, textSize: 'Text size', sizes: { normal: 'Normal', large: 'Large', huge: 'Larger' },
  zone: 'All times are Beijing time', ringMissed: 'You missed a call and moved back', joinedToast: (number: string) => `You have number ${number}`, myLine: 'My line',
};
