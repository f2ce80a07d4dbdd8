#!/usr/bin/env python3
"""Score `auric timex` on the sets of time expressions and numbers.

    bench/timex.py DATA_ROOT [--auric build/release/auric] [--errors SET LANG]

DATA_ROOT holds nl/recognizers_datetime*.jsonl, nl/duckling_time.jsonl and
nl/recognizers_number.jsonl.  Every set is split by a hash of the record's id
into a half that was looked at while the rules were written (seen) and one that
was not (unseen); --errors prints mistakes of the seen half only.

A record is right when everything it expects is found with its start and end
(or value) and nothing else is; wrong when something else is said; otherwise
missed.  Recognizers gives a named last day as the end of a range; with
half-open dates it is the day after: either counts as right.  Lengths of time,
repetitions and times of day without a day have no interval: they are neither
expected nor held against anybody.
"""
import argparse
import collections
import datetime
import hashlib
import json
import re
import subprocess

LANGS = {'English': 'en', 'German': 'de', 'French': 'fr', 'Spanish': 'es',
         'EN': 'en', 'DE': 'de', 'FR': 'fr', 'ES': 'es'}
DAY = datetime.timedelta(days=1)


def seen(record):
    return hashlib.sha1(record['id'].encode()).digest()[0] & 1 == 0


def instant(text):
    if text is None:
        return None
    text = text.replace(' ', 'T')
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return False


def day_after(t, grain):
    if grain == 'Day':
        return t + DAY
    if grain == 'Week':
        return t + 7 * DAY
    months = {'Month': 1, 'Quarter': 3, 'Year': 12}.get(grain)
    if months:
        m = t.year * 12 + t.month - 1 + months
        return t.replace(year=m // 12, month=m % 12 + 1)
    return t + datetime.timedelta(**{grain.lower() + 's': 1})


class Gold:
    """Acceptable (start, end) pairs; `any_end` when only the start counts."""

    def __init__(self, begin, end, pairs, scored=True, loose=False, any_end=False):
        self.begin, self.end, self.pairs = begin, end, pairs
        self.scored, self.loose, self.any_end = scored, loose, any_end

    def accepts(self, start, end):
        for s, e in self.pairs:
            if s != start:
                continue
            if self.any_end or e == end:
                return True
            if self.loose and e and end and end - e in (DAY, datetime.timedelta(seconds=1)):
                return True
        return False


def recognizers_gold(result):
    begin, end = result.get('Start', 0), result.get('End', 10 ** 6) + 1
    values = (result.get('Resolution') or {}).get('values') or []
    pairs, any_end = [], False
    for v in values:
        if v.get('value') == 'not resolved' or v.get('type') in ('duration', 'set', 'time', 'timerange',
                                                                 'timezone'):
            continue
        if 'start' in v or 'end' in v:
            pairs.append((instant(v.get('start')), instant(v.get('end'))))
        elif 'value' in v:
            at = instant(v['value'])
            if not at:
                continue
            if len(v['value']) <= 10:
                pairs.append((at, at + DAY))
            else:
                pairs.append((at, None))
                any_end = True
    pairs = [p for p in pairs if False not in p]
    return Gold(begin, end, pairs, scored=bool(pairs), loose=True, any_end=any_end)


def duckling_gold(r):
    t = [instant(v) if re.match(r'\d{4}-', v) else None for v in r['values']]
    r["grain"] = re.sub(r".*\) (\w+).*", r"\1", r["raw"])
    if not t or not t[0]:
        return None
    if 'OpenInterval' in r['kind']:
        after = 'After' in r['raw'].split('(')[0]
        pairs = [(t[0], None) if after else (None, t[0])]
    elif 'Interval' in r['kind']:
        pairs = [(t[0], t[1])]
    else:
        pairs = [(t[0], day_after(t[0], r['grain']))]
    return Gold(0, len(r['input']), pairs, any_end=r['grain'] in ('Second', 'Minute', 'Hour') and
                r['kind'] == 'datetime')


def run(auric, args, lines):
    text = '\n'.join(l.replace('\n', ' ').replace('\r', ' ') for l in lines) + '\n'
    out = subprocess.run([auric, 'timex'] + args, input=text.encode(), capture_output=True, check=True)
    return [json.loads(l) for l in out.stdout.decode().splitlines()]


def chars(answer, span):
    raw = answer['text'].encode()
    begin = len(raw[:span['offset']].decode(errors='replace'))
    return begin, begin + len(raw[span['offset']:span['offset'] + span['length']].decode(errors='replace'))


def judge(golds, answer, accepts):
    spans = [(chars(answer, s), s) for s in answer['spans']]
    verdict = 'right'
    used = set()
    for g in golds:
        over = [i for i, ((b, e), _) in enumerate(spans) if b < g.end and e > g.begin]
        used.update(over)
        if not g.scored:
            continue
        if not over:
            verdict = verdict if verdict == 'wrong' else 'missed'
        elif not any(accepts(g, spans[i][1]) for i in over):
            verdict = 'wrong'
    if any(i not in used for i in range(len(spans))):
        verdict = 'wrong'
    return verdict


def accepts_time(gold, span):
    return gold.accepts(instant(span['start']), instant(span['end']))


def accepts_number(gold, span):
    return any(abs(span['value'] - v) <= 1e-9 * max(1, abs(v)) and (not iso or span.get('currency') == iso)
               for v, iso in gold.pairs)


def number_gold(result, lang):
    res = result.get('Resolution') or {}
    text = str(res.get('value')).rstrip('%').replace(',', '' if lang == 'en' else '.') if res.get('value') is not None else ''
    try:
        pairs = [(float(text), res.get('isoCurrency') or '')]
    except ValueError:
        pairs = []
    return Gold(result.get('Start', 0), result.get('End', 10 ** 6) + 1, pairs, scored=bool(pairs))


NUMBER_KINDS = {'NumberModel': ('cardinal', 'percent', 'currency'), 'OrdinalModel': ('ordinal',),
                'PercentModel': ('percent',), 'CurrencyModel': ('currency',)}


def read(path):
    with open(path, encoding='utf-8') as f:
        return [json.loads(l) for l in f]


def cases(root):
    """(set, lang, record, golds, options, filter of spans, accepts)"""
    for name in ('recognizers_datetime_en_business', 'recognizers_datetime'):
        for r in read(f'{root}/nl/{name}.jsonl'):
            if r['lang'] in LANGS and r['ref']:
                golds = [recognizers_gold(x) for x in r['results']]
                if golds and not any(g.scored for g in golds):
                    continue
                yield name, LANGS[r['lang']], r, golds, ['--now', r['ref'][:19]], None, accepts_time
    for r in read(f'{root}/nl/duckling_time.jsonl'):
        if r['lang'] in LANGS:
            gold = duckling_gold(r)
            if gold:
                fine = r['grain'] in ('Second', 'Minute', 'Hour')
                yield ('duckling_time hour and finer' if fine else 'duckling_time day and coarser',
                       LANGS[r['lang']], r, [gold], ['--now', r['ref'][:19]], None, accepts_time)
    for r in read(f'{root}/nl/recognizers_number.jsonl'):
        if r['lang'] in LANGS and r['model'] in NUMBER_KINDS:
            golds = [number_gold(x, LANGS[r['lang']]) for x in r['results']]
            if golds and not any(g.scored for g in golds):
                continue
            yield ('recognizers_number ' + r['model'][:-5].lower(), LANGS[r['lang']], r, golds,
                   ['--numbers'], NUMBER_KINDS[r['model']], accepts_number)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('root')
    p.add_argument('--auric', default='build/release/auric')
    p.add_argument('--errors', nargs=2, metavar=('SET', 'LANG'))
    o = p.parse_args()
    runs = collections.defaultdict(list)
    for c in cases(o.root):
        runs[(c[1], tuple(c[4]))].append(c)
    score = collections.defaultdict(collections.Counter)
    for (lang, args), group in runs.items():
        answers = run(o.auric, ['--lang', lang] + list(args), [c[2]['input'] for c in group])
        for (name, _, r, golds, _, kinds, accepts), answer in zip(group, answers):
            answer['spans'] = [s for s in answer['spans'] if not kinds or s['kind'] in kinds]
            verdict = judge(golds, answer, accepts)
            score[(name, lang, seen(r))][verdict] += 1
            if o.errors and seen(r) and verdict != 'right' and o.errors[0] in name and lang == o.errors[1]:
                print(f"{verdict}: {(r['ref'] or '')[:16]} | {r['input']}")
                for g in golds:
                    if g.scored:
                        print('     want', ' | '.join(f'{a} .. {b}' for a, b in g.pairs))
                for s in answer['spans']:
                    print('     said', s['text'], '=', s.get('start', s.get('value')), '..', s.get('end', ''))
    if o.errors:
        return
    print(f"{'':52}{'seen':>28}{'unseen':>28}")
    print(f"{'set':46}{'lang':6}" + f"{'n':>7}{'right':>7}{'wrong':>7}{'missed':>7}" * 2)
    for name, lang in sorted({(n, l) for n, l, _ in score}, key=lambda k: (k[0], 'en de fr es'.split().index(k[1]))):
        row = f'{name:46}{lang:6}'
        for half in (True, False):
            s = score[(name, lang, half)]
            n = sum(s.values())
            row += f'{n:7}' + ''.join(f'{100 * s[v] / n if n else 0:7.1f}' for v in ('right', 'wrong', 'missed'))
        print(row)


if __name__ == '__main__':
    main()
