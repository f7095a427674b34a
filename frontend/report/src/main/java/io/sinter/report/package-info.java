/// What a compiled model is and how it runs, to look at. Enters: a [io.sinter.KernelModel] and inputs for it. Leaves:
/// one HTML file that needs nothing beside it ([io.sinter.report.ModelReport]), or a timeline of the launches
/// ([io.sinter.report.Timeline]).
@NullMarked
package io.sinter.report;

import org.jspecify.annotations.NullMarked;
