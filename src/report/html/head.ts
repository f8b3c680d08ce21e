/** The words of the page: what came of the run, told as the terminal tells it, and why. */

import { type EventType, eventNames, eventTypes } from "../../model/events.ts";
import type { Diagnosis } from "../../sim/explain/diagnose.ts";
import type { AgentSpec } from "../../sim/scenario.ts";
import type { Analysis } from "../analysis.ts";
import { type AppStand, coursesOf, standsOf } from "../app-outcome.ts";
import { describeEvent } from "../describe-event.ts";
import { eventAt } from "../event-row.ts";
import { explanationOf, placeText } from "../failure-text.ts";
import type { FinishedRun } from "../finished-run.ts";
import { servedText, standText, worstOf } from "../outcome-apps.ts";
import { frameworkSentences, roleSentences } from "../outcome-roles.ts";
import { summaryOf } from "../summary.ts";
import type { PageApp, PageDiagnosis, PageFailure, PageHead, PageHeadroom } from "./page-data.ts";
import type { Stretch } from "./stretch.ts";

/** What only the command knows of a run. */
export interface PageContext {
  readonly holdfast: string;
  /** What runs it again, where its scenario lies; no path: a page is the same wherever it is made. */
  readonly command: string;
  /** What explains an app of it; the app's id goes behind. */
  readonly explain: string;
  readonly scenarioDigest: string;
  /** Why apps have fewer running at the end than are wanted. */
  readonly diagnoses: readonly Diagnosis[];
  /** How many such apps there are beside these. */
  readonly diagnosesLeft: number;
  /** The instant that the page is about; missing where that is for the run to say. */
  readonly aboutMs?: number;
}

const failuresMax = 50;
const storyLinesMax = 12;
const stripCells = 1;

export function headOf(
  run: FinishedRun,
  analysis: Analysis,
  context: PageContext,
  resources: readonly string[],
  reasons: ReadonlySet<string>,
  stretch: Stretch | null,
): PageHead {
  const { scenario, recorder, endMs } = run;
  const stands = standsOf(analysis);
  const shown = worstOf(analysis, stands);
  const failed = analysis.expectations.filter(({ held }) => !held);
  return {
    holdfast: context.holdfast,
    about: scenario.about,
    endMs,
    durationMs: scenario.durationMs,
    ...(context.aboutMs === undefined ? {} : { aboutMs: context.aboutMs }),
    ...stretchIn(stretch),
    command: context.command,
    explain: context.explain,
    scenarioDigest: context.scenarioDigest,
    summary: summaryOf(run, analysis),
    resources,
    offersListed: recorder.offers !== null,
    apps: appsOf(run, analysis, shown),
    appsLeft: stands.length - shown.length,
    frameworks: frameworkSentences(analysis),
    roles: roleSentences(analysis),
    failures: failed.slice(0, failuresMax).map((result): PageFailure => {
      const { expectation, seen, seenAtMs, because } = result;
      const explanation = explanationOf(result);
      return {
        text: expectation.text,
        place: expectation.place === null ? "" : placeText(expectation.place),
        seen: `${seen ?? "nothing"}${explanation?.also == null ? "" : `; ${explanation.also}`}`,
        atMs: seenAtMs,
        why: explanation?.why ?? null,
        todo: explanation?.todo ?? null,
        because: because.map((index) => describeEvent(eventAt(recorder, index))),
      };
    }),
    diagnoses: context.diagnoses.map(diagnosisOf),
    diagnosesLeft: context.diagnosesLeft,
    headroom: headroomOf(run, analysis),
    attributes: attributesOf(run),
    reasons: Object.fromEntries([...reasons].sort().map((key) => [key, meaningOf(key)])),
  };
}

function stretchIn(stretch: Stretch | null): Pick<PageHead, "stretch"> {
  if (stretch === null) return {};
  const { fromMs, toMs, events, around } = stretch;
  return { stretch: { fromMs, toMs, events, around } };
}

function appsOf(run: FinishedRun, analysis: Analysis, shown: readonly AppStand[]): readonly PageApp[] {
  const names = shown.map(({ name }) => name);
  const courses = coursesOf(run, analysis, names, stripCells);
  return shown.map((stand) => {
    const { name, exists, wanted, alive, running } = stand;
    const record = analysis.apps.get(name);
    const course = courses.get(name);
    return {
      ...{ name, exists, wanted, alive, running },
      framework: record?.framework ?? "",
      app: record?.id ?? name,
      stands: standText(stand),
      served: course === undefined ? "" : servedText(analysis, stand, course),
      story: course?.story.lines(storyLinesMax) ?? [],
    };
  });
}

function diagnosisOf(diagnosis: Diagnosis): PageDiagnosis {
  const { framework, app, atMs, instances, running, waitsSinceMs, findings } = diagnosis;
  const seen = new Set<string>();
  return {
    ...{ framework, app, atMs, instances, running, waitsSinceMs },
    code: findings[0]?.code ?? "unknown",
    findings: findings.map(({ text }) => text),
    remedies: findings
      .flatMap(({ remedies }) => remedies)
      .filter((remedy) => {
        const key = `${remedy.do} ${remedy.gives}`;
        return !seen.has(key) && seen.add(key);
      })
      .map((remedy) => ({ do: remedy.do, gives: remedy.gives })),
  };
}

function headroomOf(run: FinishedRun, analysis: Analysis): readonly PageHeadroom[] {
  const names = new Map(
    [...analysis.apps].map(([name, { framework, id }]) => [`${framework}\u0000${id}`, name]),
  );
  return run.result.headroom.map(({ framework, app, more, why, needs, unique }) => ({
    ...{ framework, app, more, why },
    name: names.get(`${framework}\u0000${app}`) ?? app,
    needs: needs ?? [],
    unique: unique ?? false,
  }));
}

/** Attributes of agents, as `show` prints them. */
function attributesOf({ scenario }: FinishedRun): Readonly<Record<string, string>> {
  const added = scenario.actions.flatMap(({ do: name, fields }) =>
    name === "agent.add" ? ((fields as { entry?: readonly AgentSpec[] }).entry ?? []) : [],
  );
  return Object.fromEntries(
    [...scenario.agents, ...added].flatMap(({ id, attributes }) => {
      const text = Object.entries(attributes)
        .map(([name, value]) => `${name}=${value}`)
        .join(" ");
      return text === "" ? [] : [[id, text]];
    }),
  );
}

/** The meaning of a reason of something of that kind, as the catalogue of events has it; the code where it has none. */
function meaningOf(key: string): string {
  const [kind = "", code = ""] = key.split(" ");
  // What befalls a host is told by events of its agent.
  const own = eventNames.filter((name) => name.startsWith(`${kind === "host" ? "agent" : kind}.`));
  for (const name of [...own, ...eventNames]) {
    const meaning = (eventTypes[name] as EventType).reasons?.[code];
    if (meaning !== undefined) return meaning;
  }
  return code;
}
