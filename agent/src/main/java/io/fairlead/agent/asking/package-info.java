/**
 * What agents ask each other through the store that they share: no port is opened for it.
 *
 * <p>Lives here: questions and answers as entries of the store, their deadline, and how many are
 * answered. Never here: what the answer is.
 */
@NullMarked
package io.fairlead.agent.asking;

import org.jspecify.annotations.NullMarked;
