// The English texts of the first page, loaded when English is chosen.
export { common } from './common';
export { lobby } from './lobby';
