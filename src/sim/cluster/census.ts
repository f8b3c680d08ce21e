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
  readonly #apps = new Map<string, AppCensus>();

  /** Adds to a count of an app; tasks and volumes of no app are not counted. */
  add(framework: string | null, app: string | null, what: keyof AppCensus, by: 1 | -1): void {
    if (framework === null || app === null) return;
    const key = `${framework}\u0000${app}`;
    let census = this.#apps.get(key);
    if (census === undefined) {
      census = { ...nothing };
      this.#apps.set(key, census);
    }
    census[what] += by;
  }

  of(framework: string, app: string): Readonly<AppCensus> {
    return this.#apps.get(`${framework}\u0000${app}`) ?? nothing;
  }
}
