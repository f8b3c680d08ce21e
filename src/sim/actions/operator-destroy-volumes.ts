/** Mesos' operator endpoint /destroy-volumes. */

import { defineAction } from "./action.ts";
import { destroyFields, leftBy, volumesRequests } from "./operator-fields.ts";

export const operatorDestroyVolumes = defineAction({
  name: "operator.destroy-volumes",
  about:
    "Destroys volumes: POST /destroy-volumes; with app one call for each volume of its tasks on the agent",
  fields: destroyFields,
  apply: (world, fields) => {
    const purpose = "action/operator.destroy-volumes";
    const left = leftBy(world, fields, purpose);
    if (left !== null) for (const each of left) world.operator.destroyVolumesOf(each);
    else
      for (const request of volumesRequests(world, fields, purpose)) world.operator.destroyVolumes(request);
  },
});
