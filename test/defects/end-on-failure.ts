/** Random tests of planted defects: that one fails is all there is to know, so nothing is made smaller. */

import fc from "fast-check";

fc.configureGlobal({ endOnFailure: true });
