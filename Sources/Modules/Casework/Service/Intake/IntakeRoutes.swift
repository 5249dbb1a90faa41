// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import HTTPTypes
import Storage
import Web

extension CaseworkRoutes {
  /// What a scan or message needs until it is registered.
  var intake: [Route] {
    let pages = IntakePages(casework: casework)
    let register = RegisterTakenInPages(casework: casework)
    return [
      .page(.get, "/cases/intake", needs: "casework.register", pages.show),
      .page(
        .post, "/cases/intake", needs: "casework.register", records: ["casework.takenIn", "casework.fileAdded"], files: Casework.fileLimit,
        pages.takeIn),
      .page(.get, "/cases/:case/acts/register", needs: "casework.register", register.show),
      .page(.post, "/cases/:case/acts/register", needs: "casework.register", records: ["casework.registered"], register.register),
      .api(
        .post, "/api/intake", needs: "casework.register", records: ["casework.takenIn", "casework.fileAdded"],
        files: Casework.fileLimit, Self.intakeOperation, pages.takeInForProgram),
    ]
  }

  private static let intakeOperation = APIOperation(
    id: "takeInCase", "Takes a scan or a message in as an incoming request whose fields are still to be filled.",
    body: .init(
      type: "multipart/form-data",
      .object(
        [
          "file": .string(format: "binary"), "arrivedOn": .string(format: "date"),
          "medium": .oneOf(Arrival.Medium.allCases.map(\.rawValue)), "givenBy": FilesAPI.text, "state": .string(),
          "theirReference": FilesAPI.text, "subject": FilesAPI.text,
        ], required: ["file", "arrivedOn", "medium"])),
    answers: [
      .init(
        .object(["id": .string(format: "uuid")], required: ["id"]), status: 201, about: "The request",
        next: [.init("readCase", parameter: "case", member: "id"), .init("actOnCase", parameter: "case", member: "id")])
    ], problems: [409, 413, 503])
}
