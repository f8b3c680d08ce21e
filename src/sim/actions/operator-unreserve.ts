/** Mesos' operator endpoint /unreserve. */

import { defineAction } from "./action.ts";
import { reserveFields, reserveRequests } from "./operator-fields.ts";

export const operatorUnreserve = defineAction({
  name: "operator.unreserve",
  about: "Unreserves resources: POST /unreserve",
  fields: reserveFields,
  apply: (world, fields) => {
    for (const request of reserveRequests(world, fields, "action/operator.unreserve"))
      world.operator.unreserve(request);
  },
});
