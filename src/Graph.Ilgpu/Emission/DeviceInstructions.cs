using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace Graph.Ilgpu;

/// <summary>The instructions that calls of <see cref="DeviceFunctions"/> become: functions of OpenCL C, and PTX.</summary>
internal static class DeviceInstructions
{
    /// <summary>Tells ILGPU of them.</summary>
    public static void Register(Context.Builder builder)
    {
        IntrinsicImplementationManager manager = builder.GetIntrinsicManager();
        foreach (MethodInfo function in typeof(DeviceFunctions).GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            string suffix = Marshal.SizeOf(function.GetParameters()[0].ParameterType) == 4 ? "32" : "64";
            manager.RegisterMethod(function, new CLIntrinsic(typeof(OpenCL), function.Name, IntrinsicImplementationMode.GenerateCode));
            manager.RegisterMethod(
                function, new PTXIntrinsic(typeof(Ptx), function.Name + suffix, IntrinsicImplementationMode.GenerateCode));
        }
    }

    private static class OpenCL
    {
        public static void MultiplyAdd(CLBackend backend, CLCodeGenerator code, Value call) => Call(code, call, "fma");

        public static void Quotient(CLBackend backend, CLCodeGenerator code, Value call) =>
            Divide(code, call, call.BasicValueType == BasicValueType.Int32 ? ArithmeticBasicValueType.Int32 : ArithmeticBasicValueType.Int64);

        public static void UnsignedQuotient(CLBackend backend, CLCodeGenerator code, Value call) =>
            Divide(code, call, ArithmeticBasicValueType.UInt32);

        public static void RoundToEven(CLBackend backend, CLCodeGenerator code, Value call) => Call(code, call, "rint");

        public static void IsLess(CLBackend backend, CLCodeGenerator code, Value call) => Call(code, call, "isless");

        public static void IsAtMost(CLBackend backend, CLCodeGenerator code, Value call) => Call(code, call, "islessequal");

        public static void IsEqual(CLBackend backend, CLCodeGenerator code, Value call) => Call(code, call, "isequal");

        private static void Call(CLCodeGenerator code, Value call, string function)
        {
            VariableAllocator.Variable[] arguments = [.. Enumerable.Range(0, call.Count).Select(place => code.Load(call[place]))];
            VariableAllocator.Variable result = code.Allocate(call);
            using CLCodeGenerator.StatementEmitter statement = code.BeginStatement(result);
            statement.AppendCommand(function);
            statement.BeginArguments();
            foreach (VariableAllocator.Variable argument in arguments)
            {
                statement.AppendArgument();
                // A constant has no type of its own in C, where it would choose another overload.
                statement.AppendCast(call[Array.IndexOf(arguments, argument)].Type);
                statement.Append(argument);
            }
            statement.EndArguments();
        }

        private static void Divide(CLCodeGenerator code, Value call, ArithmeticBasicValueType type)
        {
            (VariableAllocator.Variable a, VariableAllocator.Variable b) = (code.Load(call[0]), code.Load(call[1]));
            using CLCodeGenerator.StatementEmitter statement = code.BeginStatement(code.Allocate(call));
            // A constant is written without its sign.
            statement.AppendCast(type);
            statement.Append(a);
            statement.AppendCommand("/");
            statement.AppendCast(type);
            statement.Append(b);
        }
    }

    private static class Ptx
    {
        public static void MultiplyAdd32(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, "fma.rn.f32");

        public static void MultiplyAdd64(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, "fma.rn.f64");

        public static void Quotient32(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, "div.s32");

        public static void Quotient64(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, "div.s64");

        public static void UnsignedQuotient32(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, "div.u32");

        public static void RoundToEven32(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, "cvt.rni.f32.f32");

        public static void RoundToEven64(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, "cvt.rni.f64.f64");

        public static void IsLess32(PTXBackend backend, PTXCodeGenerator code, Value call) => Compare(code, call, "set.lt.u32.f32");

        public static void IsLess64(PTXBackend backend, PTXCodeGenerator code, Value call) => Compare(code, call, "set.lt.u32.f64");

        public static void IsAtMost32(PTXBackend backend, PTXCodeGenerator code, Value call) => Compare(code, call, "set.le.u32.f32");

        public static void IsAtMost64(PTXBackend backend, PTXCodeGenerator code, Value call) => Compare(code, call, "set.le.u32.f64");

        public static void IsEqual32(PTXBackend backend, PTXCodeGenerator code, Value call) => Compare(code, call, "set.eq.u32.f32");

        public static void IsEqual64(PTXBackend backend, PTXCodeGenerator code, Value call) => Compare(code, call, "set.eq.u32.f64");

        private static RegisterAllocator<PTXRegisterKind>.HardwareRegister Emit(PTXCodeGenerator code, Value call, string instruction)
        {
            // Loaded before the result has a register: they may be moves.
            var arguments = Enumerable.Range(0, call.Count).Select(place => code.LoadPrimitive(call[place])).ToArray();
            var result = code.AllocateHardware(call);
            using PTXCodeGenerator.CommandEmitter command = code.BeginCommand(instruction);
            command.AppendArgument(result);
            foreach (var argument in arguments)
            {
                command.AppendArgument(argument);
            }
            return result;
        }

        /// <summary>The instruction leaves all ones or zero; the lowest bit is the truth.</summary>
        private static void Compare(PTXCodeGenerator code, Value call, string instruction)
        {
            var result = Emit(code, call, instruction);
            using PTXCodeGenerator.CommandEmitter command = code.BeginCommand("and.b32");
            command.AppendArgument(result);
            command.AppendArgument(result);
            command.AppendConstant(1L);
        }
    }
}
