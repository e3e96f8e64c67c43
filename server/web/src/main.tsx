// The page begins here.
import { effect } from '@preact/signals';
import { render } from 'preact';
import { keepGet, language, languageReady } from './i18n';
import { liveStart } from './live_load';
import { routerStart } from './router';
import { Shell } from './shell';
import { stateStart } from './state';

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
});
document.documentElement.dataset.size = keepGet('size') ?? 'normal';

routerStart();
stateStart();
liveStart();
void languageReady().then(() => render(<Shell />, document.getElementById('app')!));

