// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// Every problem that the rules of casework can have.
public enum CaseworkProblems {
  /// One of each, for the test that every code has its words and its source.
  public static let examples: [any SourcedProblem] =
    CannotAct.examples + CannotPostpone.examples + CannotRefuse.examples + CannotExecute.examples + CannotClose.examples
    + CannotLift.examples + CannotSend.examples + CannotCloseOutgoing.examples + CannotUse.examples + CannotProsecute.examples
    + CannotDispose.examples + CannotShred.examples + CannotFile.examples + CannotTrack.examples + CannotCorrect.examples
    + CannotRecordSubject.examples + CannotTranslate.examples + CannotLink.examples + CannotSplit.examples
}
