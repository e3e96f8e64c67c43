// The second stylesheet: its hashed name stands in the document, written there by the build.
let loading: Promise<void> | null = null;

export function styleWork(): Promise<void> {
  loading ??= new Promise((done, fail) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = document.querySelector<HTMLMetaElement>('meta[name="style-work"]')!.content;
    link.onload = () => done();
    link.onerror = () => {
      loading = null;
      link.remove();
      fail(new Error('style'));
    };
    document.head.append(link);
  });
  return loading;
}
