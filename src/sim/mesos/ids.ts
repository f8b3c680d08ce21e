/** Ids that a master makes up. */

import type { Streams } from "../kernel/streams.ts";

/** A master's id looks like a UUID; each new leading master (from 0) has its own (master.cpp:6707-6734 @ 0.28.3). */
export function masterIdFrom(streams: Streams, election: number): string {
  const stream = streams.of("mesos.master_id", String(election));
  const hex = (digits: number): string =>
    stream
      .below(16 ** digits)
      .toString(16)
      .padStart(digits, "0");
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + stream.below(4)).toString(16)}${hex(3)}-${hex(6)}${hex(6)}`;
}
