// Files in and out: what goes out comes in again as the same bytes, hostile files are refused by line, field and reason, and a hall that serves is not held up.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { binary, Hall } from './hall.mjs';
import { hirehall, must, runProgram, tables } from './tool.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hall-carry-'));
const at = (name) => path.join(folder, name);
const file = (name, text) => { fs.writeFileSync(at(name), text); return at(name); };
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const employers = `单位类型,单位名称,统一社会信用代码,所在地区,状态,外部编号
企业,永嘉瓯闩泵业有限公司（演示）,91330399MADEM0011F,330324,已认证,E1
企业,"乐清雁芥""断路器""有限公司（演示）",91330399MADEM002X7,330382,待审核,E2
`;
const offers = `外部编号,统一社会信用代码,职位名称,工作地区,招聘人数,最低薪酬（元）,最高薪酬（元）,用工类型,学历要求,福利待遇,工作内容,状态,紧急用工
1,91330399MADEM0011F,阀门装配工,330324,5,6500,10000.5,全职,不限,包住；五险一金;a\\;b\\\\c,装配并试压阀门,已发布,是
2,91330399MADEM0011F,"'=HYPERLINK(""x"")",330324,5,6500,10000,全职,大专,,"多行
内容，""引号""",,否
3,91330399MADEM002X7,'''@质检员,330382,1,5000,5000,兼职,本科,+1;-2,𠮷,草稿,0
`;
const people = `登录名,姓名,出生日期,手机号码,身份证号码,技能,学历,期望薪酬（元）
one.demo,演示甲,1990-01-02,+86 138-0013-8000,,车工;钳工,大专,6000
Two.Demo,演示乙,,,11010519491231002X,,本科,
`;

test('what goes out comes in again as the same bytes, in both formats and both encodings; the same file twice changes nothing', async () => {
  await must(0, ['import', 'organizations', file('o.csv', employers), '--data', at('one'), '--source', 'old']);
  await must(0, ['import', 'vacancies', file('v.csv', offers), '--data', at('one'), '--source', 'old']);
  await must(0, ['import', 'candidates', file('p.csv', people), '--data', at('one')]);
  const again = await must(0, ['import', 'vacancies', at('v.csv'), '--data', at('one'), '--source', 'old']);
  assert.match(again.out, /3 rows: 0 new, 3 changed/);
  const row = (await tables(at('one/hall.db'))).vacancy.map((text) => JSON.parse(text));
  assert.equal(row.length, 3);
  for (const part of ['=HYPERLINK("x")', "''@质检员", '多行\n内容，"引号"', '["包住","五险一金","a;b\\\\c"]', 1000050, 'published']) assert.ok(row.flat().includes(part), `${part}`);
  const masked = await must(0, ['export', 'candidates', '--data', at('one')]);
  assert.match(masked.out, /138\*\*\*\*8000/);
  assert.doesNotMatch(masked.out, /13800138000|19491231/);
  const ways = [['--format', 'csv'], ['--format', 'jsonl'], ['--encoding', 'gb18030', '--language', 'zh'], ['--bom']];
  for (const [i, way] of ways.entries()) {
    const kinds = ['organizations', 'vacancies', 'candidates'];
    fs.copyFileSync(at('one/seal.keys'), at('keys'));
    const out = {};
    for (const kind of kinds) out[kind] = (await must(0, ['export', kind, ...way, '--sealed', '--data', at('one')])).bytes;
    for (const kind of kinds) {
      fs.writeFileSync(at(`${kind}.${i === 1 ? 'jsonl' : 'csv'}`), out[kind]);
      await must(0, ['import', kind, at(`${kind}.${i === 1 ? 'jsonl' : 'csv'}`), '--data', at(`way${i}`)]);
    }
    for (const kind of kinds) assert.deepEqual((await must(0, ['export', kind, ...way, '--sealed', '--data', at(`way${i}`)])).bytes, out[kind], `${kind} ${way}`);
  }
  const bytes = fs.readFileSync(at('candidates.csv'));
  assert.match(bytes.toString('utf8'), /11010519491231002X/);
  assert.equal((await must(0, ['import', 'candidates', file('masked.csv', masked.out), '--data', at('one')])).out.includes('2 changed'), true);
  assert.match((await must(0, ['export', 'candidates', '--sealed', '--data', at('one')])).out, /13800138000/, 'a masked value leaves what is there');
  assert.match((await must(0, ['export', 'candidates', '--data', at('one')])).out, /two\.demo/);
  await must(0, ['audit', 'verify', '--data', at('one')]);
});

test('each refused row is named with line, field and reason, and nothing of the file is written', async () => {
  await must(0, ['import', 'organizations', file('o.csv', employers), '--data', at('two')]);
  const head = 'title,region,headcount,wage_min_fen,wage_max_fen,organization_uscc\r\n';
  const good = '焊工,330324,1,100,200,91330399MADEM0011F\r\n';
  for (const [name, text, why] of [
    ['limits', `${head}${good}x,330324,0,100,200,91330399MADEM0011F\r\n`, [/:3: title: /, /:3: headcount: /, /1 of 2 rows refused; nothing was written/]],
    ['rules', `${head}焊工,999999,1,300,200,91330399MADEM0099Z\r\n`, [/:2: organization_id: /]],
    ['place', `${head}焊工,999999,1,300,200,91330399MADEM0011F\r\n`, [/:2: region: /, /:2: wage_max_fen: /]],
    ['unverified', `${head.trimEnd()},state\r\n焊工,330382,1,100,200,91330399MADEM002X7,published\r\n`, [/:2: state: The organization must be verified/]],
    ['lint', `${head.trimEnd()},state,duties\r\n焊工，限男性,330324,1,400000,500000,91330399MADEM0011F,published,焊接\r\n`, [/:2: /]],
    ['ragged', `${head}焊工,330324\r\n`, [/:2: It has 2 cells, the header 6/]],
    ['column', `name,${head}`, [/:1: name: There is no such column/]],
    ['twice', `title,职位名称\r\n`, [/:1: 职位名称: This column stands there twice/]],
    ['open', `${head}"焊工,330324,1\r\n${good}${good}`, [/:2: A quote is opened here and never closed/]],
    ['inside', `${head}焊"工,330324,1,1,1,x\r\n${good}`, [/:2: A quote stands inside/, /1 of 2/]],
    ['lines', `${head}"焊\r\n工",330324,1,1,1\r\nx\r\n`, [/:2: It has 5/, /:4: It has 1/]],
    ['empty', '', [/:1: The file is empty/]],
    ['same', `id,${head}v1,${good}v1,${good}`, [/:3: id: An earlier line/]],
    ['nul', `${head}焊\0工,330324\r\n`, [/line 2 holds U\+0000/]],
    ['long', `${head}${good}${'x'.repeat(3 << 20)}`, [/line 3 is longer than 1 MiB/]],
    ['utf16', Buffer.from(`\ufeff${head}`, 'utf16le'), [/U\+0000/]],
    ['bytes', Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0xff, 0x0a])]), [/line 2 is neither UTF-8 nor GB18030/]],
    ['mixed', Buffer.concat([Buffer.from(`${head}永嘉县瓯北街道焊工,x\r\n`), Buffer.from([0xba, 0xb8, 0xb9, 0xa4, 0x0a])]), [/two encodings: line 2 is UTF-8, line 3 is not/]],
    ['marked', Buffer.concat([Buffer.from('\ufeff'), Buffer.from(head), Buffer.from([0xba, 0xb8, 0x0a])]), [/line 2 is not UTF-8/]],
  ]) {
    const got = await hirehall(['import', 'vacancies', file(`${name}.csv`, text), '--data', at('two')]);
    assert.equal(got.code, 1, `${name}: ${got.err}`);
    for (const one of why) assert.match(got.err, one, name);
  }
  const json = await hirehall(['import', 'vacancies', file('x.jsonl', '{"title":1}\n\n{"title":"焊工","nothing":1}\n{\n{"title":"焊工","title":"焊工"}\n'), '--data', at('two')]);
  for (const one of [/:1: title: /, /:3: nothing: /, /:4: /, /:5: /, /4 of 4/]) assert.match(json.err, one);
  const person = await hirehall(['import', 'candidates', file('child.csv', '登录名,姓名,出生日期,身份证号码\nchild,小朋友,2024-01-01,\nodd,甲,,110105194912310021\nokay,乙,1980-01-01,\nOKAY,丙,1980-01-01,\n'), '--data', at('two')]);
  for (const one of [/:2: birth_date: People under 16/, /:3: identity_number: /, /:5: login: An earlier line/, /3 of 4/]) assert.match(person.err, one);
  const chinese = await hirehall(['import', 'vacancies', at('column.csv'), '--data', at('two'), '--language', 'zh']);
  assert.match(chinese.err, /没有这一列/);
  assert.equal((await hirehall(['import', 'jobs', at('x.jsonl'), '--data', at('two')])).code, 2);
  assert.equal((await hirehall(['import', 'vacancies', '--data', at('two')])).code, 2);
  assert.equal((await hirehall(['import', 'vacancies', at('absent.csv'), '--data', at('two')])).code, 1);
  const dry = await must(0, ['import', 'vacancies', file('dry.csv', head + good), '--data', at('two'), '--dry-run']);
  assert.match(dry.out, /nothing was written/);
  const rows = await tables(at('two/hall.db'));
  assert.deepEqual([rows.vacancy, rows.candidate, rows.account], [[], [], []]);
});

test('a million lines with broken ones among them: all counted, a hundred named, memory stays small', async () => {
  const out = fs.createWriteStream(at('million.csv'));
  out.write('title,region,headcount,wage_min_fen,wage_max_fen,organization_uscc\n');
  for (let i = 0; i < 100; i++) {
    let piece = '';
    for (let n = 0; n < 10000; n++) piece += n % 1000 === 7 ? '坏"行,1\n' : `装配工${i * 10000 + n},330324,1,100,200,91330399MADEM0011F\n`;
    if (!out.write(piece)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  await must(0, ['import', 'organizations', file('o.csv', employers), '--data', at('many')]);
  const child = spawn(binary, ['import', 'vacancies', at('million.csv'), '--data', at('many')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '', most = 0;
  child.stderr.on('data', (text) => { err += text; });
  const timer = setInterval(() => { try { most = Math.max(most, Number(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/RssAnon:\s+(\d+)/)?.[1] ?? 0)); } catch { /* gone */ } }, 100);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  assert.equal(code, 1);
  assert.match(err, /1000 of 1000000 rows refused; nothing was written/);
  assert.equal(err.match(/A quote stands inside/g).length, 100);
  assert.match(err, /900 more/);
  assert.ok(most < 512 * 1024, `${most} KiB of its own memory`);
  assert.equal((await tables(at('many/hall.db'))).vacancy.length, 0);
});

test('a hall that serves goes on while thousands of vacancies come in, and shows them', async () => {
  const hall = await new Hall({ data: at('serving') }).start();
  try {
    const staff = await hall.staff();
    const fair = await hall.fair(staff);
    let text = 'title,region,headcount,wage_min_fen,wage_max_fen,organization_uscc,external_id\n';
    for (let i = 0; i < 5000; i++) text += `装配工${i},330324,1,100,200,91330399MADEM0011F,${i}\n`;
    const importing = must(0, ['import', 'vacancies', file('five.csv', text), '--data', hall.data, '--source', 'x']);
    let going = true;
    importing.finally(() => { going = false; });
    let calls = 0;
    while (going) { await hall.must(201, 'POST', '/accounts', { login: `during${calls++}`, password: 'a long enough password', name: '演示', role: 'candidate' }); }
    await importing;
    const list = await hall.must(200, 'GET', `/vacancies?organization_id=${fair.organization.id}&limit=100`, undefined, fair.recruiter);
    assert.equal(list.items.length, 100);
    assert.ok(calls > 0);
  } finally {
    await hall.stop();
  }
});

test('an export is what it says: the header, the guard, the mark', async () => {
  const plain = await must(0, ['export', 'vacancies', '--data', at('one'), '--bom', '--language', 'zh']);
  assert.deepEqual([...plain.bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.match(plain.out, /^\ufeff编号,单位编号,职位名称/);
  assert.match(plain.out, /"'=HYPERLINK\(""x""\)"/);
  assert.match(plain.out, /,'''@质检员,/);
  assert.match(plain.out, /,'\+1;-2,/);
  const seen = await runProgram('python3', ['-c', 'import csv,sys; rows=list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline=""), strict=True)); print(len(rows), len(set(map(len, rows))))', file('plain.csv', plain.bytes)]);
  assert.equal(seen.out.trim(), '4 1', 'another reader sees the same cells');
  assert.equal((await hirehall(['export', 'vacancies', '--data', at('one'), '--bom', '--encoding', 'gb18030'])).code, 2);
});
