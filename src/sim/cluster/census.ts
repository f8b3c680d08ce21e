/** What really is on the hosts, counted per app: processes that run, volumes, and which of them are in use. */

export interface AppCensus {
  /** Processes that run, whoever knows of them. */
  alive: number;
  /** Volumes on agents. */
  volumes: number;
  /** Of these, those that a container uses. */
  attached: number;
}

/** The counts of one app, and who is told when they change. */
export class AppCounts implements AppCensus {
  alive = 0;
  volumes = 0;
  attached = 0;
  #told: (() => void) | null = null;

  /** Who is told of every change; one at a time, null for nobody. */
  onChange(told: (() => void) | null): void {
    this.#told = told;
  }

  add(what: keyof AppCensus, by: 1 | -1): void {
    // By name: the engine would search for a place that it knows.
    switch (what) {
      case "alive":
        this.alive += by;
        break;
      case "volumes":
        this.volumes += by;
        break;
      case "attached":
        this.attached += by;
        break;
    }
    this.#told?.();
  }
}

const nothing: Readonly<AppCensus> = { alive: 0, volumes: 0, attached: 0 };

export class Census {
  /** By framework, then by app. */
  readonly #frameworks = new Map<string, Map<string, AppCounts>>();

  /** Adds to a count of an app; tasks and volumes of no app are not counted. */
  add(framework: string | null, app: string | null, what: keyof AppCensus, by: 1 | -1): void {
    if (framework === null) return;
    this.counts(framework, app)?.add(what, by);
  }

  /** The counts of an app themselves, to be kept by who counts often; null for tasks of no app. */
  counts(framework: string, app: string | null): AppCounts | null {
    if (app === null) return null;
    let apps = this.#frameworks.get(framework);
    if (apps === undefined) {
      apps = new Map();
      this.#frameworks.set(framework, apps);
    }
    let census = apps.get(app);
    if (census === undefined) {
      census = new AppCounts();
      apps.set(app, census);
    }
    return census;
  }

  of(framework: string, app: string): Readonly<AppCensus> {
    return this.#frameworks.get(framework)?.get(app) ?? nothing;
  }
}
