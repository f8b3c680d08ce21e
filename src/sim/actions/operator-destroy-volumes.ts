/** Mesos' operator endpoint /destroy-volumes. */

import { defineAction } from "./action.ts";
import { volumesFields, volumesRequests } from "./operator-fields.ts";

export const operatorDestroyVolumes = defineAction({
  name: "operator.destroy-volumes",
  about: "Destroys volumes: POST /destroy-volumes",
  fields: volumesFields,
  apply: (world, fields) => {
    for (const request of volumesRequests(world, fields, "action/operator.destroy-volumes"))
      world.operator.destroyVolumes(request);
  },
});
