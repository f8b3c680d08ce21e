/** Mesos' operator endpoint /unreserve. */

import { defineAction } from "./action.ts";
import { leftBy, reserveRequests, unreserveFields } from "./operator-fields.ts";

export const operatorUnreserve = defineAction({
  name: "operator.unreserve",
  about:
    "Unreserves resources: POST /unreserve; with app one call for each reservation of its tasks on the agent",
  fields: unreserveFields,
  apply: (world, fields) => {
    const purpose = "action/operator.unreserve";
    const left = leftBy(world, fields, purpose);
    if (left !== null) for (const each of left) world.operator.unreserveOf(each);
    else for (const request of reserveRequests(world, fields, purpose)) world.operator.unreserve(request);
  },
});
