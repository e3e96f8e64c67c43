// Signing in and up: a screen of its own, and the one sheet that a newcomer fills before joining a line.
import { useState } from 'preact/hooks';
import { call, Refusal } from '../api';
import { soundUnlock } from '../sound';
import { useTitle } from '../hooks';
import { Button, Chips } from '../kit';
import { Sheet } from '../kit_dialog';
import { Field, Problems } from '../kit_form';
import { joinNow, joinSheet } from '../join';
import { go, searchGet } from '../router';
import { demo, isRecruiter, isStaff, me, signIn, toast } from '../state';
import type { Role } from '../types';
import { account } from '../words/account';
import { common } from '../words/common';

interface FormProps {
  first: 'in' | 'up';
  joins: boolean;
  roles: Role[];
  onDone(): void;
}

function SignForm({ first, joins, roles, onDone }: FormProps) {
  const t = account();
  const [mode, modeSet] = useState(first);
  const [values, valuesSet] = useState({ login: '', password: '', name: '', code: '' });
  const [role, roleSet] = useState<Role>(roles[0]!);
  const [refusal, refusalSet] = useState<Refusal | null>(null);
  const [coded, codedSet] = useState(false);
  const [busy, busySet] = useState(false);
  const up = mode === 'up';
  const set = (field: keyof typeof values) => (value: string) => valuesSet((before) => ({ ...before, [field]: value }));
  const wrong = (field: string) => refusal?.fields.get(field);

  const submit = async (event: Event) => {
    event.preventDefault();
    soundUnlock();
    const errors = [
      values.login.trim().length < (up ? 3 : 1) && { pointer: '/login', code: 'too_short', detail: up ? t.tooShort(3) : t.required },
      values.password.length < (up ? 8 : 1) && { pointer: '/password', code: 'too_short', detail: up ? t.tooShort(8) : t.required },
      up && !values.name.trim() && { pointer: '/name', code: 'required', detail: t.required },
    ].filter((one): one is { pointer: string; code: string; detail: string } => Boolean(one));
    if (errors.length > 0) {
      refusalSet(new Refusal(422, { title: t.errorSummary, code: 'invalid', errors }));
      return;
    }
    busySet(true);
    refusalSet(null);
    try {
      const login = values.login.trim();
      if (up) await call('POST', '/accounts', { login, password: values.password, name: values.name.trim(), role }, { tries: 1 });
      await signIn('/logins', { login, password: values.password, ...(values.code ? { code: values.code } : {}) });
      toast(t.welcome(me.peek()?.name ?? ''), 'good');
      onDone();
    } catch (thrown) {
      const told = thrown instanceof Refusal ? thrown : new Refusal(0, {});
      if (told.code === 'second_factor_required') codedSet(true);
      refusalSet(told);
    } finally {
      busySet(false);
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <Problems refusal={refusal} labels={{ login: t.login, password: t.password, name: t.name }} />
      {up && roles.length > 1 && <Chips shown label={t.roleLabel} value={role} onValue={roleSet} choices={roles.map((one) => ({ value: one, label: common().role[one] }))} />}
      {up && <Field focused label={t.name} hint={t.nameHint} name="name" value={values.name} onValue={set('name')} error={wrong('name')} maxLength={40} autocomplete="name" />}
      <Field focused={!up} label={t.login} hint={up ? t.loginHint : undefined} name="login" value={values.login} onValue={set('login')} error={wrong('login')} maxLength={64} autocomplete="username" />
      <Field label={t.password} hint={up ? t.passwordHint : undefined} name="password" type="password" value={values.password} onValue={set('password')} error={wrong('password')} maxLength={128} autocomplete={up ? 'new-password' : 'current-password'} />
      {coded && !up && <Field focused label={t.code} hint={t.codeHint} name="code" value={values.code} onValue={set('code')} maxLength={20} autocomplete="one-time-code" />}
      <Button type="submit" size="large" wide busy={busy}>{up ? (joins ? t.submitUpJoin : t.submitUp) : joins ? t.submitInJoin : t.submitIn}</Button>
      <Button look="quiet" wide onClick={() => { modeSet(up ? 'in' : 'up'); refusalSet(null); }}>{up ? t.toIn : t.toUp}</Button>
    </form>
  );
}

export function SignSheet() {
  const t = account();
  const booth = joinSheet.value?.booth ?? null;
  const close = () => {
    joinSheet.value = null;
  };
  return (
    <Sheet title={booth ? t.joinTitle : t.signUpTitle} onClose={close}>
      {booth && <p class="sub sheet-lead">{t.joinText(booth.organization_name)}</p>}
      <SignForm first="up" joins={Boolean(booth)} roles={['candidate']} onDone={() => { close(); if (booth) void joinNow(booth.id); }} />
    </Sheet>
  );
}

export const homeOf = (): string => (isRecruiter.peek() ? '/desk' : isStaff.peek() ? '/staff' : '/');

export function SignPage(_: { id: string }) {
  const t = account();
  useTitle(`${t.signInTitle} · ${common().brand}`);
  const next = searchGet('next');
  const onDone = () => go(next.startsWith('/') && !next.startsWith('//') ? next : homeOf(), true);
  return (
    <div class="page form-page">
      <h1>{t.signInTitle}</h1>
      <div class="card"><SignForm first="in" joins={false} roles={['candidate', 'recruiter', 'agent']} onDone={onDone} /></div>
      {demo.value?.enabled && <p class="sub center">{t.demoTitle}：{common().demo} ↗</p>}
    </div>
  );
}
