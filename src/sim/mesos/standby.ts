/**
 * What operators are answered while no master leads: a master that does not lead knows no agent and no quota, and of its
 * endpoints of 0.28.3 none asks whether it leads (http.cpp:561-1049, 2373-2510, quota_handler.cpp:207-420), so each
 * refuses as if nothing were there. That of Mesos 1.0, for weights, finds no leader to redirect to.
 */

import type { OperatorApi } from "../cluster/operator-api.ts";
import type { Recorder } from "../cluster/recorder.ts";

const reason = "no master leads, and one that does not knows of nothing";

/** `whitelist` is a file that the next master reads, too. */
export function standbyOperator(recorder: Recorder, whitelist: OperatorApi["whitelist"]): OperatorApi {
  const answer = (
    action: string,
    agent: string | null,
    role: string | null,
    status: number,
    message: string,
  ): void =>
    recorder.add("operator.answered", { agent, role, action, status, message: `${message}: ${reason}` });
  const onAgent =
    (action: string) =>
    ({ agent, role }: { readonly agent: string; readonly role?: string }): void =>
      answer(action, agent, role ?? null, 400, "No slave found with specified ID");
  return {
    reserve: onAgent("operator.reserve"),
    unreserve: onAgent("operator.unreserve"),
    unreserveOf: onAgent("operator.unreserve"),
    createVolumes: onAgent("operator.create-volumes"),
    destroyVolumes: onAgent("operator.destroy-volumes"),
    destroyVolumesOf: onAgent("operator.destroy-volumes"),
    setQuota: (role) =>
      answer(
        "operator.set-quota",
        null,
        role,
        409,
        "Not enough available cluster capacity to reasonably satisfy quota request",
      ),
    removeQuota: (role) =>
      answer(
        "operator.remove-quota",
        null,
        role,
        400,
        "Can not remove quota for a role that has no quota set",
      ),
    updateWeights: () => answer("operator.update-weights", null, null, 503, "No leader elected"),
    whitelist,
  };
}
