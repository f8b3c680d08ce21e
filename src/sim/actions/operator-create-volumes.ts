/** Mesos' operator endpoint /create-volumes. */

import { defineAction } from "./action.ts";
import { volumesFields, volumesRequests } from "./operator-fields.ts";

export const operatorCreateVolumes = defineAction({
  name: "operator.create-volumes",
  about: "Creates volumes: POST /create-volumes",
  fields: volumesFields,
  apply: (world, fields) => {
    for (const request of volumesRequests(world, fields, "action/operator.create-volumes"))
      world.operator.createVolumes(request);
  },
});
