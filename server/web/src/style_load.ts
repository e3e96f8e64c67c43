// The other stylesheets: their hashed names stand in the document, written there by the build.
export type StyleName = 'ticket' | 'work' | 'paper';
const loading = new Map<StyleName, Promise<void>>();

export function styleLoad(name: StyleName): Promise<void> {
  const before = loading.get(name);
  if (before) return before;
  const one = new Promise<void>((done, fail) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = document.querySelector<HTMLMetaElement>(`meta[name="style-${name}"]`)!.content;
    link.onload = () => done();
    link.onerror = () => {
      loading.delete(name);
      link.remove();
      fail(new Error('style'));
    };
    document.head.append(link);
  });
  loading.set(name, one);
  return one;
}
