// SPDX-License-Identifier: Apache-2.0
import Kernel

extension ReviewRecord {
  /// The record as an officer has changed it.
  ///
  /// What was shown to everybody is no longer shown once its content changes, until somebody publishes it again: nobody consented to the new
  /// words. Name and kind never change.
  /// - Throws: ``CannotKeepRecord/wrongFields(_:)`` when fields do not fit each other.
  public func changed(to new: ReviewRecord) throws(CannotKeepRecord) -> ReviewRecord {
    var faults = new.faults
    if new.id != id { faults.append(RecordFault.badValue.at("key", ["expected": key.text])) }
    guard faults.isEmpty else { throw .wrongFields(faults) }
    let isSame = new.published(false) == published(false)
    return new.published(isSame && isPublished)
  }

  /// A new record as an officer enters it: kept, and shown to nobody else yet.
  /// - Throws: ``CannotKeepRecord/wrongFields(_:)`` when fields do not fit each other.
  public func entered() throws(CannotKeepRecord) -> ReviewRecord {
    let faults = faults
    guard faults.isEmpty else { throw .wrongFields(faults) }
    return published(false)
  }
}
