// Where I am signed in, and my password.
import { useState } from 'preact/hooks';
import { call, get, post, Refusal } from '../api';
import { serverNow } from '../clock';
import { passwordChangeIn, secondFactorEndIn, secondFactorStartIn } from '../fields';
import { momentText } from '../format';
import { useLoad, useTitle } from '../hooks';
import { language } from '../i18n';
import { Button, Failure, Skeleton, Tag } from '../kit';
import { Field } from '../kit_form';
import { Refused, useForm } from '../paper_form';
import { SignInLink } from '../parts';
import { me, signOut, toast, toastRefusal, whoLoad } from '../state';
import { go } from '../router';
import type { LoginDevice, LoginList, RecoveryCodes, SecondFactor as SecondFactorState, SecondFactorStart } from '../types';
import { common } from '../words/common';
import { profileWords } from '../words/profile';

export function SafetyPage(_: { id: string }) {
  const t = profileWords();
  useTitle(`${t.safetyTitle} · ${common().brand}`);
  const list = useLoad(`logins ${me.value?.id}`, () => get<LoginList>('/me/logins'));
  if (!me.value) return <div class="page narrow"><Failure page refusal={new Refusal(401, {})} /><SignInLink /></div>;
  return (
    <div class="page narrow">
      <a class="back" href="/me">{common().navMe}</a>
      <h1>{t.safetyTitle}</h1>
      <section>
        <h2 class="section">{t.logins}</h2>
        {list.refusal ? <Failure refusal={list.refusal} retry={list.reload} /> : !list.data ? <Skeleton count={2} kind="line" /> : <ul class="rows logins">{list.data.items.map((one) => <LoginRow key={one.id} one={one} changed={list.reload} />)}</ul>}
      </section>
      {!me.value.demo && <PasswordForm changed={list.reload} />}
      {!me.value.demo && <SecondFactor />}
    </div>
  );
}

function LoginRow({ one, changed }: { one: LoginDevice; changed(): void }) {
  const t = profileWords();
  const at = (moment: string) => momentText(moment, serverNow(), language.value);
  const end = async () => {
    try {
      if (one.current) {
        await signOut();
        go('/');
        return;
      }
      await call('DELETE', `/logins/${one.id}`);
      toast(t.loginEnded, 'good');
      changed();
    } catch (refusal) {
      toastRefusal(refusal);
    }
  };
  return (
    <li>
      <div><span class="grow">{t.loginSince(at(one.created_at))}<small>{t.loginUntil(at(one.expires_at))}</small></span>
        {one.current && <Tag tone="ok">{t.loginNow}</Tag>}
        <Button look="soft" size="small" aria-label={t.loginEndLabel(at(one.created_at))} onClick={() => void end()}>{t.loginEnd}</Button>
      </div>
    </li>
  );
}

/** Off, being set up (the secret is shown once), on. */
function SecondFactor() {
  const t = profileWords();
  const found = useLoad(`factor ${me.value?.id}`, () => get<SecondFactorState>('/me/second-factor'));
  const [start, startSet] = useState<SecondFactorStart | null>(null);
  const [codes, codesSet] = useState<string[]>([]);
  const form = useForm({ password: '', code: '' });
  if (found.refusal) return <Failure refusal={found.refusal} retry={found.reload} />;
  if (!found.data) return <Skeleton count={1} kind="line" />;
  const { on, required, recovery_codes_left: left } = found.data;
  const labels = { password: t.old, code: t.factorCode };
  const send = async (event: Event) => {
    event.preventDefault();
    await form.run(async () => {
      const { password, code } = form.values;
      if (on) await call('POST', '/me/second-factor/removal', { password, code }, { tries: 1 });
      else if (!start) startSet(await post<SecondFactorStart>('/me/second-factor', { password }, { tries: 1 }));
      else {
        codesSet((await post<RecoveryCodes>('/me/second-factor/confirmation', { code }, { tries: 1 })).codes);
        startSet(null);
      }
      found.reload();
    });
    form.set('password', '');
    form.set('code', '');
  };
  const shared = (name: 'password' | 'code') => ({ required: true, label: labels[name], value: form.values[name] as string, onValue: (value: string) => form.set(name, value), error: form.refusal?.fields.get(name) });
  return (
    <form class="card job-part" onSubmit={send} noValidate>
      <div class="job-head"><h2>{t.factor}</h2><Tag tone={on ? 'ok' : required ? 'urgent' : 'plain'}>{on ? t.factorOn : t.factorOff}</Tag></div>
      <p class="sub">{on ? t.factorLeft(left) : t.factorWhy}</p>
      {codes.length > 0 && <div class="note ok" role="status"><div><b>{t.factorCodes}</b><p class="codes">{codes.map((one) => <code key={one}>{one}</code>)}</p></div></div>}
      {start && <p class="note brand"><span>{t.factorSecret}<code class="codes">{start.secret}</code><a class="link" href={start.uri}>{t.factorOpen}</a></span></p>}
      <Refused form={form} texts={{ labels }} />
      {!start && <Field {...shared('password')} name="factor_password" type="password" autocomplete="current-password" maxLength={secondFactorStartIn.password.max} />}
      {(on || start) && <Field {...shared('code')} name="code" autocomplete="one-time-code" maxLength={secondFactorEndIn.code.max} />}
      <Button type="submit" look={on ? 'soft' : 'main'} busy={form.busy}>{on ? t.factorEnd : start ? t.factorConfirm : t.factorGo}</Button>
    </form>
  );
}

function PasswordForm({ changed }: { changed(): void }) {
  const t = profileWords();
  const form = useForm({ old: '', new: '' });
  const labels = { old: t.old, new: t.next };
  const send = async (event: Event) => {
    event.preventDefault();
    await form.run(async () => {
      await call('PUT', '/me/password', form.values, { tries: 1 });
      form.set('old', '');
      form.set('new', '');
      toast(t.passwordDone, 'good');
      await whoLoad();
      changed();
    });
  };
  const field = (name: 'old' | 'new', autocomplete: string, hint?: string) => (
    <Field required label={labels[name]} name={name} type="password" hint={hint} autocomplete={autocomplete} maxLength={passwordChangeIn[name].max} value={form.values[name] as string} onValue={(value) => form.set(name, value)} error={form.refusal?.fields.get(name)} />
  );
  return (
    <form class="card" onSubmit={send} noValidate>
      <h2 class="section first">{t.passwordTitle}</h2>
      <input type="text" name="username" autocomplete="username" value={me.value?.login} hidden readOnly />
      <Refused form={form} texts={{ labels }} />
      {field('old', 'current-password')}
      {field('new', 'new-password', t.nextHint)}
      <Button type="submit" busy={form.busy}>{t.passwordGo}</Button>
    </form>
  );
}
