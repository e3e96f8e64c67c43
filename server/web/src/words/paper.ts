// Texts of forms in general, and of lists of papers.
import { words } from '../i18n';

export const paper = words(
  {
    add: '添加', addRegion: '选择地区…', remove: (text: string) => `移除 ${text}`, full: (n: number) => `最多 ${n} 项`, tagsHint: '输入后按回车或点「添加」，可用逗号分隔多项',
    unsavedTitle: '还没有保存', unsavedText: '离开后，刚才修改的内容会丢失。', unsavedLeave: '不保存，离开', unsavedStay: '留下继续改',
    stale: '你打开之后，这份内容已被修改。请看过最新内容再改。', staleReload: '载入最新内容（放弃我的修改）', optional: '选填', none: '未填写', back: '返回', masked: '已加密保存', replace: '更换', source: (law: string) => `（依据：${law}）`,
  },
  {
    add: 'Add', addRegion: 'Choose a place…', remove: (text: string) => `Remove ${text}`, full: (n: number) => `At most ${n}`, tagsHint: 'Press Enter or Add; commas separate several',
    unsavedTitle: 'Not saved yet', unsavedText: 'What you changed is lost when you leave.', unsavedLeave: 'Leave without saving', unsavedStay: 'Stay',
    stale: 'This changed after you opened it. Look at the latest before changing it.', staleReload: 'Load the latest (drops my changes)', optional: 'optional', none: 'not given', back: 'Back', masked: 'kept encrypted', replace: 'Replace', source: (law: string) => ` (source: ${law})`,
  },
);
