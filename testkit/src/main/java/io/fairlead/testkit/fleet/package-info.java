/**
 * Many hosts as people run them: engines and agents on hosts of the lab, and the servers of one
 * store on machines of their own, each of which can be killed, frozen, cut off and brought back.
 *
 * <p>Lives here: starting and disturbing agents and store servers in the lab, and asking agents
 * from outside. Never here: what is right; the tests say that. The agent is a program on the class
 * path of the running test, and known by nothing but its command line and its answers.
 */
@NullMarked
package io.fairlead.testkit.fleet;

import org.jspecify.annotations.NullMarked;
