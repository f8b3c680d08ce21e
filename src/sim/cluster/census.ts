/** What really is on the hosts, counted per app: processes that run, volumes, and which of them are in use. */

export interface AppCensus {
  /** Processes that run, whoever knows of them. */
  alive: number;
  /** Volumes on agents. */
  volumes: number;
  /** Of these, those that a container uses. */
  attached: number;
}

const nothing: Readonly<AppCensus> = { alive: 0, volumes: 0, attached: 0 };

export class Census {
  /** By framework, then by app. */
  readonly #frameworks = new Map<string, Map<string, AppCensus>>();

  /** Adds to a count of an app; tasks and volumes of no app are not counted. */
  add(framework: string | null, app: string | null, what: keyof AppCensus, by: 1 | -1): void {
    if (framework === null) return;
    const census = this.counts(framework, app);
    if (census !== null) census[what] += by;
  }

  /** The counts of an app themselves, to be kept by who counts often; null for tasks of no app. */
  counts(framework: string, app: string | null): AppCensus | null {
    if (app === null) return null;
    let apps = this.#frameworks.get(framework);
    if (apps === undefined) {
      apps = new Map();
      this.#frameworks.set(framework, apps);
    }
    let census = apps.get(app);
    if (census === undefined) {
      census = { ...nothing };
      apps.set(app, census);
    }
    return census;
  }

  of(framework: string, app: string): Readonly<AppCensus> {
    return this.#frameworks.get(framework)?.get(app) ?? nothing;
  }
}
