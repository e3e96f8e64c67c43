// Sheets and questions, on the browser's own <dialog>.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from './icons';
import { Button } from './kit';
import { common } from './words/common';

/** A sheet from below on phones, a dialog in the middle elsewhere. */
export function Sheet(props: { title: string; onClose(): void; children: ComponentChildren; closable?: boolean }) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current!;
    const before = document.activeElement as HTMLElement | null;
    dialog.showModal();
    return () => {
      dialog.close();
      before?.focus?.();
    };
  }, []);
  const outside = (event: MouseEvent) => {
    if (event.target === box.current) props.onClose();
  };
  return (
    <dialog ref={box} class="sheet" aria-labelledby={id} onClick={outside} onCancel={(event) => { event.preventDefault(); props.onClose(); }}>
      <div class="sheet-body">
        <div class="sheet-head">
          <h2 id={id}>{props.title}</h2>
          <button type="button" class="icon-button" aria-label={common().close} onClick={props.onClose}><Icon name="close" /></button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}

export function Confirm(props: { title: string; text: string; yes: string; no: string; danger?: boolean; onYes(): Promise<void> | void; onClose(): void }) {
  const [busy, busySet] = useState(false);
  const yes = async () => {
    busySet(true);
    try {
      await props.onYes();
    } finally {
      busySet(false);
      props.onClose();
    }
  };
  return (
    <Sheet title={props.title} onClose={props.onClose}>
      <p class="confirm-text">{props.text}</p>
      <div class="actions">
        <Button look="soft" onClick={props.onClose}>{props.no}</Button>
        <Button look={props.danger ? 'danger' : 'main'} busy={busy} onClick={yes}>{props.yes}</Button>
      </div>
    </Sheet>
  );
}
