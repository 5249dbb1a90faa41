// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import Storage
import WritingRules

extension Writing {
  /// The statements that forget an approved draft with all its versions, for the commit that shreds the case it became.
  ///
  /// Its annexes are named by nothing any more and go when unnamed files are removed; its events stay, without what they said of persons.
  public static func forgetting(approved id: UUID) -> [SQL] {
    let draft = ID<Draft>(id)
    let isApproved = "EXISTS (SELECT 1 FROM draft d WHERE d.id = $1 AND d.stage = 'approved')"
    let tables = ["draftVersion", "draftOpening", "draftFile", "draftUpload"]
    return tables.map { SQL("DELETE FROM \($0) WHERE draft = $1 AND \(isApproved)", [draft.sql]) } + [
      SQL(
        """
        DELETE FROM eventPersonal WHERE eventIndex IN
        (SELECT eventIndex FROM event WHERE subjectType = 'draft' AND subjectId = $1) AND \(isApproved)
        """, [draft.sql]),
      SQL("DELETE FROM draft WHERE id = $1 AND stage = 'approved'", [draft.sql]),
    ]
  }
}
