// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Testing

@Suite("Stages of incoming requests")
struct IncomingStageTests {
}
