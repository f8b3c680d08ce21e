/** What is reserved for a task, in words: as its Marathon asked for it, whatever its app says by now. */

import { amountsText, listed, sizeText } from "../../model/wording.ts";

interface NamedVolume {
  readonly path: string;
  /** MiB. */
  readonly size: number;
}

const isVolume = (value: unknown): value is NamedVolume =>
  typeof value === "object" &&
  value !== null &&
  "path" in value &&
  typeof value.path === "string" &&
  "size" in value &&
  typeof value.size === "number";

const parsed = (json: string): unknown => (json === "" ? null : JSON.parse(json));

/**
 * `1 cpu, 512 MiB and volume pgdata (100 MiB)`, of the fields `resources` and `volumes` of `reservation.requested`: amounts
 * by name, the volumes' disk among them, and a list of volumes. Ports are left out: where they are too few, or others than
 * the app asks for, the finding says so itself.
 */
export function heldText(resources: string, volumes: string): string {
  const amounts = parsed(resources);
  const list = parsed(volumes);
  const created = Array.isArray(list) ? list.filter(isVolume) : [];
  const onVolumes = created.reduce((sum, { size }) => sum + size, 0);
  const entries = Object.entries(amounts ?? {}).flatMap(([name, amount]) =>
    typeof amount === "number" ? [[name, name === "disk" ? amount - onVolumes : amount] as const] : [],
  );
  const plain = amountsText(Object.fromEntries(entries));
  if (created.length === 0) return plain;
  const named = created.map(({ path, size }) => `${path} (${sizeText(size)})`);
  return `${plain} and ${created.length === 1 ? "volume" : "volumes"} ${listed(named)}`;
}
