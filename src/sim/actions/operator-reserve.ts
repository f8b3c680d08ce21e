/** Mesos' operator endpoint /reserve. */

import { defineAction } from "./action.ts";
import { reserveFields, reserveRequests } from "./operator-fields.ts";

export const operatorReserve = defineAction({
  name: "operator.reserve",
  about: "Reserves resources: POST /reserve",
  fields: reserveFields,
  apply: (world, fields) => {
    for (const request of reserveRequests(world, fields, "action/operator.reserve"))
      world.operator.reserve(request);
  },
});
